import type { Digest, Fingerprint, Key } from '../store/fingerprint.js';
import { keyOf } from '../store/fingerprint.js';
import type { Artifacts } from '../store/store.js';
import type { Step } from './step.js';

/** What is known so far of the artifacts of an experiment's steps, and so of the keys of the steps that use them. */
export class Lookup {
  readonly #artifacts = new Map<string, Artifacts>();
  /** For steps that failed and that others can do without, why. */
  readonly #lacks = new Map<string, string>();
  /** The steps that made each object: only an object that must be made again asks for them. */
  #makers: Map<Digest, Set<string>> | undefined;

  learn(step: string, artifacts: Artifacts): void {
    this.#artifacts.set(step, artifacts);
    if (this.#makers !== undefined) noteMaker(this.#makers, step, artifacts);
  }

  learnLack(step: string, why: string): void {
    this.#lacks.set(step, why);
  }

  forget(step: string): void {
    this.#artifacts.delete(step);
  }

  artifactsOf(step: string): Artifacts | undefined {
    return this.#artifacts.get(step);
  }

  /** Whether all inputs of the step are known. */
  isReady(step: Step): boolean {
    return step.needs.every((need) => this.#artifacts.has(need));
  }

  /** The step's fingerprint and key; its inputs must be known. */
  resolve(step: Step): { readonly fingerprint: Fingerprint; readonly key: Key } {
    const fingerprint = step.fingerprint(
      (from, name) => this.#digestOf(from, name),
      (from) => this.#lacks.get(from),
    );
    return { fingerprint, key: keyOf(fingerprint) };
  }

  /** The steps that made an object. */
  makersOf(digest: Digest): string[] {
    if (this.#makers === undefined) {
      this.#makers = new Map();
      for (const [step, artifacts] of this.#artifacts) noteMaker(this.#makers, step, artifacts);
    }
    return [...(this.#makers.get(digest) ?? [])].filter((step) => this.#artifacts.has(step));
  }

  #digestOf(step: string, name: string): Digest {
    const artifact = this.#artifacts.get(step)?.[name];
    if (artifact === undefined) throw new Error(`internal error: ${step} has no artifact ${name}`);
    return artifact.digest;
  }
}

function noteMaker(makers: Map<Digest, Set<string>>, step: string, artifacts: Artifacts): void {
  for (const { digest } of Object.values(artifacts)) {
    const known = makers.get(digest);
    if (known === undefined) makers.set(digest, new Set([step]));
    else known.add(step);
  }
}
