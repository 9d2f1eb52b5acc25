import { only } from '../../runner/select-steps.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { dotOf } from '../graph/dot.js';
import { type Graph, graphOf } from '../graph/graph.js';
import { mermaidOf } from '../graph/mermaid.js';
import { complain, print } from '../output.js';
import { patternsMatch } from '../patterns-match.js';
import { prepare } from '../prepare.js';

export type GraphFormat = 'mermaid' | 'dot' | 'svg';

interface Options extends ExperimentOptions {
  readonly format: GraphFormat;
  readonly steps?: boolean;
  readonly only: readonly string[];
}

/** Prints the steps of an experiment as a picture, with what a run would do. */
export async function graph(file: string, { format, steps: isDetailed = false, ...options }: Options): Promise<number> {
  const prepared = prepare(file, options);
  if (prepared === undefined || !patternsMatch(prepared.steps, options.only)) return EXIT.wrong;
  const { config, store } = prepared;
  const drawn = graphOf({ title: config.name, steps: only(prepared.steps, options.only), store, isDetailed });
  print(await formatted(drawn, format));
  return EXIT.done;
}

/** What Mermaid draws unless it is configured otherwise. */
const MERMAID_ARROWS = 500;

async function formatted(drawn: Graph, format: GraphFormat): Promise<string> {
  switch (format) {
    case 'mermaid':
      if (drawn.edges.length > MERMAID_ARROWS)
        complain(
          `note: Mermaid draws ${MERMAID_ARROWS} arrows at most, here are ${drawn.edges.length}: try --only, or --format svg`,
        );
      return mermaidOf(drawn);
    case 'dot':
      return dotOf(drawn);
    case 'svg':
      return (await (await import('../graph/svg.js')).svgOf(drawn)).trimEnd();
  }
}
