import { type Graph, STATUSES, type Status } from './graph.js';
import { legendText, STYLES, TEXT } from './style.js';

/** A graph in the language of Graphviz. */
export function dotOf({ title, nodes, edges, counts }: Graph): string {
  const names = nodes.map(({ lines }) => quoted(lines[0]));
  const drawn = nodes.map(({ lines, status }, index) => `  ${names[index]} ${attributesOf(lines.join('\n'), status)}`);
  const legend = STATUSES.map((status) => {
    return `    "legend: ${status}" ${attributesOf(legendText(status, counts.get(status) ?? 0), status)}`;
  });
  return [
    `digraph ${quoted(title)} {`,
    `  graph [rankdir=LR, ranksep=0.6, nodesep=0.12, label=${quoted(title)}, labelloc=t, ${FONT}, fontsize=16]`,
    `  node [shape=box, height=0.3, margin="0.12,0.05", ${FONT}, fontsize=11]`,
    '  edge [color="#7b8794", arrowsize=0.6]',
    ...drawn,
    ...edges.map(([from, to]) => `  ${names[from]} -> ${names[to]}`),
    '  subgraph cluster_legend {',
    '    graph [label="", style=dotted, color="#7b8794"]',
    ...legend,
    '  }',
    '}',
  ].join('\n');
}

const FONT = `fontname="Helvetica,Arial,sans-serif", fontcolor="${TEXT}"`;

function attributesOf(label: string, status: Status): string {
  const { fill, line, width, isDashed } = STYLES[status];
  const style = `style="filled,rounded${isDashed ? ',dashed' : ''}"`;
  const place = `label=${quoted(label)}, width=${inches(label)}`;
  return `[${place}, fillcolor="${fill}", color="${line}", penwidth=${width}, ${style}]`;
}

/** Wide enough for the widest of the common fonts: which of them will draw the text is not known here. */
function inches(label: string): string {
  const longest = Math.max(...label.split('\n').map(({ length }) => length));
  return (longest * 0.095 + 0.2).toFixed(2);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
