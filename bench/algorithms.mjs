// CPU seconds of the slow algorithms on data like a convolution layer's; one JSON line. Run `npm run build` before.
import { kMeans } from '../dist/algorithms/kmeans.js';
import { LinearAlgebra } from '../dist/algorithms/linear-algebra.js';
import { fitPca } from '../dist/algorithms/pca.js';
import { randomFor } from '../dist/algorithms/random.js';

const samples = 1000;
const features = 5760;
const components = 50;
const activations = reluData(samples, features, 60);

const linalg = LinearAlgebra.load();
const pca = timed(() => fitPca(activations, samples, features, { components, whiten: false }, linalg));
const params = { k: 10, restarts: 10, maxIterations: 300, tolerance: 1e-4 };
const kmeans = timed(() => kMeans(pca.result.scores, samples, components, params, randomFor('bench', 'k-means')));

process.stdout.write(
  `${JSON.stringify({
    pca: { shape: [samples, features, components], cpuSeconds: pca.cpuSeconds, warmSeconds: pca.warmSeconds },
    kmeans: { shape: [samples, components], ...params, cpuSeconds: kmeans.cpuSeconds, warmSeconds: kmeans.warmSeconds },
    check: [pca.result.explainedVariance[components - 1], kmeans.result.inertia],
  })}\n`,
);

/** CPU seconds of the first call, compilation included, and of the fastest of three more. */
function timed(run) {
  const [first, ...warm] = Array.from({ length: 4 }, () => {
    const before = process.cpuUsage();
    const result = run();
    const { user, system } = process.cpuUsage(before);
    return { result, seconds: (user + system) / 1e6 };
  });
  return {
    result: first.result,
    cpuSeconds: first.seconds,
    warmSeconds: Math.min(...warm.map(({ seconds }) => seconds)),
  };
}

/** max(0, latent x weights + noise): latent variances decay as 1 / rank, and ten clusters shift the latent means. */
function reluData(n, d, latent) {
  const random = randomFor('bench', 'data');
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random.uniform();
    return sum;
  };
  const weights = Float64Array.from({ length: latent * d }, normal);
  const centres = Float64Array.from({ length: 10 * latent }, normal);
  const x = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(d);
    for (let l = 0; l < latent; l++) {
      const value = (normal() + centres[(i % 10) * latent + l]) / Math.sqrt(1 + l);
      for (let j = 0; j < d; j++) row[j] += value * weights[l * d + j];
    }
    for (let j = 0; j < d; j++) x[i * d + j] = Math.max(0, row[j] + random.uniform() - 0.5);
  }
  return x;
}
