/** Told apart by all kinds of colour vision, and readable on white. */
const palette = ['#0072b2', '#c04d00', '#00795a', '#9b4f8b', '#7a5c00', '#1a1a8c', '#b00020', '#3d6b7d'];

/** Of the n-th group of a tree, in figures and lists alike. */
export function groupColor(group: number): string {
  return palette[group % palette.length];
}
