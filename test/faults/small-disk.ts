import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';

/** A folder that lies on a disk of its own, in memory. */
export class SmallDisk {
  constructor(readonly folder: string) {}

  /** Moves the folder's content to a disk with so many kilobytes to spare. */
  mount(spare: number): void {
    if (!isMounted(this.folder)) this.#move();
    const used = Number(execFileSync('df', ['--output=used', this.folder], { encoding: 'utf8' }).split('\n')[1]);
    mount('-o', `remount,size=${used + spare}k`, this.folder);
  }

  #move(): void {
    const aside = `${this.folder}-aside`;
    renameSync(this.folder, aside);
    mkdirSync(this.folder);
    mount('-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', this.folder);
    cpSync(aside, this.folder, { recursive: true });
    rmSync(aside, { recursive: true });
  }

  makeReadOnly(): void {
    for (let isBusy = true; isBusy; ) {
      try {
        mount('-o', 'remount,ro', this.folder);
        isBusy = false;
      } catch {
        // A file is open for writing.
      }
    }
  }

  /** Room enough, and writable. */
  grow(): void {
    mount('-o', 'remount,rw,size=64m', this.folder);
  }
}

export function unmountUnder(folder: string): void {
  for (const point of mountPoints()) if (point.startsWith(folder)) execFileSync('umount', [point]);
}

function isMounted(folder: string): boolean {
  return mountPoints().includes(folder);
}

function mountPoints(): string[] {
  if (process.platform !== 'linux') return [];
  const lines = readFileSync('/proc/mounts', 'utf8').trim().split('\n');
  return lines.map((line) => line.split(' ')[1]);
}

/** Only root may, and not in every container. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync('/tmp/kindred-mount-');
  try {
    mount('-t', 'tmpfs', 'tmpfs', folder);
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}
