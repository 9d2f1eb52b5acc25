import { type Graph, STATUSES, type Status } from './graph.js';
import { legendText, STYLES, TEXT } from './style.js';

/** A graph as Mermaid draws it, in the pages of many code hosts and note programs. */
export function mermaidOf({ title, nodes, edges, counts }: Graph): string {
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart LR',
    ...nodes.map(({ lines, status }, index) => `  n${index}${boxOf(lines, status)}`),
    ...edges.map(([from, to]) => `  n${from} --> n${to}`),
    '  subgraph legend [" "]',
    '    direction LR',
    ...STATUSES.map(
      (status, index) => `    legend${index}${boxOf([legendText(status, counts.get(status) ?? 0)], status)}`,
    ),
    '  end',
    '  style legend fill:none,stroke:none',
    ...STATUSES.map(classOf),
  ].join('\n');
}

function boxOf(lines: readonly string[], status: Status): string {
  return `["${lines.map(escaped).join('<br>')}"]:::${className(status)}`;
}

function classOf(status: Status): string {
  const { fill, line, width, isDashed } = STYLES[status];
  const dashes = isDashed ? ',stroke-dasharray:5 3' : '';
  return `  classDef ${className(status)} fill:${fill},stroke:${line},color:${TEXT},stroke-width:${width}px${dashes}`;
}

function className(status: Status): string {
  return status.replace(' ', '-');
}

/** By the codes of characters that mean something to Mermaid or HTML. */
function escaped(text: string): string {
  return text.replace(/["#&<>]/g, (character) => `#${character.charCodeAt(0)};`);
}
