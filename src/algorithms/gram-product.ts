import { type CentredPanels, paddedColumns, panelBytes, panelColumns, panelCount } from './centred-panels.js';
import { type Combined, type SymmetricOperator, vectorsPerProduct } from './krylov-basis.js';
import type { Workspace } from './linear-algebra.js';

/** Bytes of a panel's columns seen from the vectors of one product, float32. */
export const partBytes = panelColumns * vectorsPerProduct * 4;

/** A rough product takes one of so many panels. */
const sampledPanels = 16;

/** Multiplies vectors by the Gram matrix, one panel at a time, without making it. */
export class GramProduct implements SymmetricOperator {
  readonly order: number;
  readonly capacity: number;
  readonly stride: number;
  readonly #workspace: Workspace;
  readonly #panels: CentredPanels;
  readonly #packed: number;
  readonly #sums: number;
  /** For each panel one after the other, its part of each product: half of the product, and what a projection needs. */
  readonly #parts: number;
  /** Bytes from one panel's parts to the next one's. */
  readonly #partsBytes: number;

  constructor(workspace: Workspace, panels: CentredPanels, capacity: number) {
    const { inner, rows, outer } = panels;
    this.order = inner;
    this.capacity = capacity;
    this.stride = rows;
    this.#workspace = workspace;
    this.#panels = panels;
    this.#packed = workspace.allocate(rows * vectorsPerProduct * 4);
    this.#sums = workspace.allocate(rows * vectorsPerProduct * 4);
    this.#partsBytes = Math.ceil(capacity / vectorsPerProduct) * partBytes;
    this.#parts = workspace.reserve(panelCount(outer) * this.#partsBytes);
  }

  multiply(first: number, vectors: number, images: number): void {
    this.#multiply(first, vectors, images, 1);
  }

  multiplyRoughly(vectors: number, images: number): void {
    this.#multiply(0, vectors, images, sampledPanels);
  }

  /** With every `step`-th panel. */
  #multiply(first: number, vectors: number, images: number, step: number): void {
    const { kernels } = this.#workspace;
    const { address, rows, outer } = this.#panels;
    const part = this.#parts + (first / vectorsPerProduct) * partBytes;
    kernels.packBlock(vectors, rows, this.#packed);
    this.#workspace.float64(images, rows * vectorsPerProduct).fill(0);
    kernels.addTimesGram(
      address,
      step * panelBytes(rows),
      Math.ceil(panelCount(outer) / step),
      rows,
      panelColumns,
      this.#packed,
      part,
      this.#partsBytes,
      this.#sums,
      images,
    );
  }

  /** Address of the data's columns seen from combinations of the vectors. */
  outerRows({ shares, basisSize }: Combined, count: number): number {
    const { kernels } = this.#workspace;
    const stride = paddedColumns(this.#panels.outer) * 8;
    const groups = Math.ceil(count / vectorsPerProduct);
    const groupBytes = vectorsPerProduct * basisSize * 4;
    const padded = this.#workspace.allocate(groups * groupBytes * 2);
    const coefficients = this.#workspace.allocate(groups * groupBytes);
    const rows = this.#workspace.allocate(groups * vectorsPerProduct * stride);
    this.#workspace.float64(padded, count * basisSize).set(this.#workspace.float64(shares, count * basisSize));
    for (let group = 0; group < groups; group++) {
      kernels.packBlock(padded + group * groupBytes * 2, basisSize, coefficients + group * groupBytes);
    }
    kernels.combineParts(
      coefficients,
      groups,
      this.#parts,
      this.#partsBytes,
      panelCount(this.#panels.outer),
      basisSize / vectorsPerProduct,
      panelColumns,
      rows,
      stride,
    );
    return rows;
  }
}
