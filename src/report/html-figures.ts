import { details, escapeHtml } from './html-parts.js';

/** A figure that goes into the page, as it is, or the reason why there is none. */
export type PageFigure = DrawnFigure | { readonly name: string; readonly missing: string };

interface DrawnFigure {
  readonly name: string;
  /** From 1, where the figure has several; only the first ones are sure of their place. */
  readonly page?: number | undefined;
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
}

/** What browsers open without a pause, and a mail can carry. */
const MOST_CHARACTERS = 4_000_000;

/** The figures of a page, as far as it has room for them; where the others are, it says. */
export class FiguresOfPage {
  readonly #figures: readonly PageFigure[];
  readonly #leftOut: ReadonlySet<PageFigure>;

  constructor(figures: readonly PageFigure[]) {
    this.#figures = figures;
    this.#leftOut = withoutRoom(figures);
  }

  /** Those whose names begin so: the first one, and the others closed. */
  firstOpen(beginning: string, summary: string): string {
    const [first, ...others] = this.#figures.filter(({ name }) => name.startsWith(beginning));
    if (first === undefined) return '<p>The experiment asks for none.</p>';
    const rest = others.length === 0 ? '' : details(`${summary} (${others.length})`, this.#htmlOf(others));
    return this.#htmlOf([first]) + rest;
  }

  all(...names: readonly string[]): string {
    return this.#htmlOf(this.#figures.filter(({ name }) => names.includes(name)));
  }

  #htmlOf(figures: readonly PageFigure[]): string {
    const beside = figures.filter((figure) => this.#leftOut.has(figure));
    const html = figures.filter((figure) => !this.#leftOut.has(figure)).map(figureHtml);
    return html.join('') + besideHtml(beside);
  }
}

/** Room is given to the first figure of each kind, then to first pages, then to the others. */
function withoutRoom(figures: readonly PageFigure[]): Set<PageFigure> {
  const kinds = figures.map(({ name }) => name.split('-')[0]);
  const rank = (figure: PageFigure, index: number) => {
    if (kinds.indexOf(kinds[index]) === index) return 0;
    return 'page' in figure ? (figure.page ?? 1) : 1;
  };
  const ranked = figures
    .map((figure, index) => ({ figure, rank: rank(figure, index) }))
    .sort((a, b) => a.rank - b.rank);
  let room = MOST_CHARACTERS;
  const left = new Set<PageFigure>();
  for (const { figure } of ranked) {
    const size = 'svg' in figure ? figure.svg.length : 0;
    if (size > room) left.add(figure);
    else room -= size;
  }
  return left;
}

function figureHtml(figure: PageFigure): string {
  return `<figure id="${escapeHtml(figure.name)}">
${'missing' in figure ? missingFigure(figure.name, figure.missing) : drawnFigure(figure)}
</figure>
`;
}

function drawnFigure({ title, caption, svg }: DrawnFigure): string {
  return `<div class="picture" role="img" aria-label="${escapeHtml(title)}" tabindex="0">${svg}</div>
<figcaption><strong>${escapeHtml(title)}.</strong> ${escapeHtml(caption)}</figcaption>`;
}

function missingFigure(name: string, why: string): string {
  return `<p class="missing">The figure ${escapeHtml(name)} is missing, as it could not be drawn: ${escapeHtml(why)}. What it shows is in the tables beside this page.</p>`;
}

/** Above everything else, as all that is not as it should be. */
export function missingHtml(figures: readonly PageFigure[]): string {
  const missing = figures.filter((figure) => 'missing' in figure);
  if (missing.length === 0) return '';
  const what = `${missing.length} of ${figures.length} figures ${missing.length === 1 ? 'is' : 'are'} missing`;
  return `<p class="missing">${what} on this page, each with its reason where it should be. Run the experiment again to draw what is missing.</p>`;
}

const MOST_NAMED = 20;

function besideHtml(figures: readonly PageFigure[]): string {
  if (figures.length === 0) return '';
  const links = figures.slice(0, MOST_NAMED).map(({ name }) => {
    const file = escapeHtml(`figures/${name}.svg`);
    return `<a href="${file}">${file}</a>`;
  });
  const more = figures.length > MOST_NAMED ? `, and ${figures.length - MOST_NAMED} more in <code>figures/</code>` : '';
  return `<p>With all figures this page would open slowly. Beside it in the results folder: ${links.join(', ')}${more}.</p>\n`;
}
