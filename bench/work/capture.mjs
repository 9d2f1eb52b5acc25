// CPU milliseconds to capture all six layers with values of the small network for 1,000 images.
import { cpuSeconds, printJson } from '../tools/cpu.mjs';
import { networks } from './networks.mjs';
import { openSession, randomImages } from './session.mjs';

const { layers } = networks.small;
const session = await openSession(layers);
const samples = randomImages(1000);
const names = layers.map(({ name }) => name).filter((name) => name !== 'flat');
printJson({ value: 1000 * cpuSeconds(() => session.capture(samples, names), 6).seconds });
