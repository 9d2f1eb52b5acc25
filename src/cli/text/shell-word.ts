/** A file's name as a word of a shell that stands for just that name, also where it begins with a dash. */
export function shellWord(file: string): string {
  const name = file.startsWith('-') ? `./${file}` : file;
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(name)) return name;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return `$'${name.replace(/[\\']/g, '\\$&').replace(HIDDEN, escaped)}'`;
  return `'${name.replaceAll("'", "'\\''")}'`;
}

/** Characters that a terminal obeys or hides. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
