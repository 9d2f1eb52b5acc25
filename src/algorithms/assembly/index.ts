// Dense linear algebra and k-means in SIMD128. All operations are IEEE-exact (no fused or relaxed instructions), so the same
// bytes come out on every machine.
export * from './combinations';
export * from './gram';
export * from './lloyd';
export * from './products';
export * from './projection';
