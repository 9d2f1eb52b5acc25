import path from 'node:path';
import { prepare } from '../../src/cli/prepare.js';
import { sceneOf } from '../../src/cli/scene.js';
import { causeText } from '../../src/cli/text/cause.js';
import { Rig, SMALL } from './rig.js';

/** The small experiment with an architecture that no model has yet. */
export const EXPERIMENT = SMALL.replace(
  'models:\n',
  `  other:
    - conv2d: { name: conv1, filters: 6, kernelSize: 3, strides: 2, activation: relu }
    - flatten
    - dense: { name: fc1, units: 16, activation: relu }
    - dense: { name: logits, units: 10 }
models:
`,
);

export type Edit = readonly [from: string | RegExp, to: string];

export const ALL = '8 label, 32 compare, 4 kindred, warnings, 4 table, 12 figure, page may run';
export const FROM_A =
  '2 capture, 4 reduce, 4 cluster, 4 label, 24 compare, 4 kindred, warnings, 5 table, 14 figure, page may run';
export const FROM_TRAIN =
  '4 capture, 8 reduce, 8 cluster, 8 label, 32 compare, 4 kindred, warnings, 5 table, 14 figure, page may run';

/** The experiment, run; and what is told of it after edits. */
export class WhyRig extends Rig {
  async runExperiment(): Promise<void> {
    this.write('exp.yaml', EXPERIMENT);
    const { exitCode, stderr } = await this.run('exp.yaml');
    if (exitCode !== 0) throw new Error(stderr);
  }

  sceneAfter(edits: readonly Edit[], set: readonly string[] = []) {
    const text = edits.reduce((before, [from, to]) => {
      const after = before.replace(from, to);
      if (after === before) throw new Error(`no ${from}`);
      return after;
    }, EXPERIMENT);
    this.write('edited.yaml', text);
    const prepared = prepare(path.join(this.folder, 'edited.yaml'), { set: [...set], cache: this.cache });
    if (prepared === undefined) throw new Error('the edited experiment is wrong');
    return sceneOf(prepared, prepared.steps, () => false);
  }

  causesOf(edits: readonly Edit[], set?: readonly string[]): string[] {
    return this.told(this.sceneAfter(edits, set).explanation.causes().map(causeText));
  }

  /** The same without the rig's folder. */
  told(lines: readonly string[]): string[] {
    return lines.map((line) => line.replaceAll(`${this.folder}/`, ''));
  }
}
