import { escapeInvisible } from '../language/words.js';

/** What a terminal obeys or nobody sees is shown as what it is, but for line breaks: names of classes come from anywhere. */
export function visible(text: string): string {
  return text.split('\n').map(escapeInvisible).join('\n');
}
