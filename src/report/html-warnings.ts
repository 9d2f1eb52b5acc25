import type { Warning } from '../language/warnings/warning.js';
import { escapeHtml } from './html-parts.js';

/** What a reader must know before anything else; nothing where there is nothing. */
export function warningsHtml(warnings: readonly Warning[]): string {
  if (warnings.length === 0) return '';
  return `<section class="warnings" id="warnings">
<h2>Warnings</h2>
<ul>
${warnings.map(warningItem).join('\n')}
</ul>
</section>`;
}

function warningItem({ code, message, hint }: Warning): string {
  const advice = hint === undefined ? '' : ` <small>${escapeHtml(hint)}.</small>`;
  return `<li><strong>${code}</strong> ${escapeHtml(message)}.${advice}</li>`;
}

/** Codes of the warnings about one model, to stand beside its name. */
export function warningsBeside(warnings: readonly Warning[], model: string): string {
  const codes = warnings.filter(({ models }) => models?.includes(model)).map(({ code }) => code);
  return codes.length === 0 ? '' : ` <a class="warned" href="#warnings">${codes.join(', ')}</a>`;
}
