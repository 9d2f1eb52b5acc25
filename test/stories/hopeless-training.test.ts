import { afterAll, describe, expect, it } from 'vitest';
import { Rig, SMALL } from './rig.js';

describe('training that cannot succeed', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  it('a diverging model fails with epoch, step and a hint; the others finish', async () => {
    rig.write('diverging.yaml', SMALL.replace('learningRate: 0.02', 'learningRate: 1.0e10'));
    const { exitCode, steps } = await rig.run('diverging.yaml');
    expect(exitCode).toBe(1);
    expect(steps.get('train/A@1')?.failure).toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/no longer a finite number in step \d+ of epoch 1$/),
      hint: expect.stringContaining('learning rate'),
    });
    expect(steps.get('train/A@2')?.outcome).toBe('skipped');
    expect(steps.get('cluster/B@2/fc1/pca/kmeans')?.outcome).toBe('ran');
  });

  it('a model that outgrows memory says so; the others keep what they have', async () => {
    // Its arrays could be addressed, as far as can be known beforehand, but not together with the rest.
    const wide = '{ conv2d: { filters: 12000, kernelSize: 3, padding: same } }';
    const huge = `  huge: [${wide}, globalAveragePooling2d, { dense: { name: fc1, units: 16 } }, { dense: { units: 10 } }]\n`;
    const text = SMALL.replace('models:\n', `${huge}models:\n`).replace(
      'A: { architecture: tiny',
      'A: { architecture: huge',
    );
    rig.write('huge.yaml', text.replace('layers: [conv1, fc1]', 'layers: [fc1]'));
    const { exitCode, steps } = await rig.run('huge.yaml');
    expect(exitCode).toBe(1);
    expect(steps.get('train/A@1')?.failure).toMatchObject({ code: 'out-of-memory' });
    expect(steps.get('cluster/B@2/fc1/pca/kmeans')?.outcome).toBe('cached');
  });
});
