// Data like activations, the same for us and the peers: NAME.npy in a folder. Usage: data.mjs FOLDER
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomFor } from '../../dist/algorithms/random.js';
import { encodeNpy } from '../../dist/formats/npy.js';

const [folder] = process.argv.slice(2);
save('activations', 1000, 5760, 60);
save('scores-1000', 1000, 50, 20);
save('scores-10000', 10_000, 50, 20);

function save(name, samples, features, latent) {
  writeFileSync(path.join(folder, `${name}.npy`), encodeNpy(reluData(samples, features, latent), [samples, features]));
}

/** max(0, latent x weights + noise): latent variances decay as 1 / rank, and ten clusters shift the latent means. */
function reluData(samples, features, latent) {
  const random = randomFor('bench', 'data');
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random.uniform();
    return sum;
  };
  const weights = Float64Array.from({ length: latent * features }, normal);
  const centres = Float64Array.from({ length: 10 * latent }, normal);
  const values = new Float32Array(samples * features);
  for (let i = 0; i < samples; i++) {
    const row = new Float64Array(features);
    for (let l = 0; l < latent; l++) {
      const value = (normal() + centres[(i % 10) * latent + l]) / Math.sqrt(1 + l);
      for (let j = 0; j < features; j++) row[j] += value * weights[l * features + j];
    }
    for (let j = 0; j < features; j++) values[i * features + j] = Math.max(0, row[j] + random.uniform() - 0.5);
  }
  return values;
}
