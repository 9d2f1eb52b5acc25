import { visible } from './visible.js';

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return visible(text).replace(/[&<>"']/g, (char) => entities[char]);
}

/** The first cell of each row is its head; other cells that are numbers are set as such. */
export function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const bodies = rows.map(([first, ...others]) => {
    const cells = others.map(
      (text) => `<td${/^\d[\d.%() ]*$/.test(text) ? ' class="number"' : ''}>${escapeHtml(text)}</td>`,
    );
    return `<tr><th scope="row">${escapeHtml(first)}</th>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table>
<thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>
${bodies.join('\n')}
</tbody>
</table></div>`;
}

export function details(summary: string, content: string): string {
  return `<details>\n<summary>${escapeHtml(summary)}</summary>\n${content}\n</details>`;
}
