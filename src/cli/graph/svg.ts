import { dotOf } from './dot.js';
import type { Graph } from './graph.js';

/** A graph as a picture, laid out by Graphviz. */
export async function svgOf(graph: Graph): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  return (await instance()).renderString(dotOf(graph), { format: 'svg' });
}
