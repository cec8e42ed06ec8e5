import { atOnce, overPoints, type Steps } from "./steps.js"

/** Bins along a row: dots in one bin are piled up. */
const BINS = 100

/**
 * Each dot's height above its row's middle line, in [-1, 1]: dots of one bin stand alternately above and below, as in
 * shap's beeswarm, and the highest pile fills the row.
 */
export function beeswarmLayout(values: Float64Array, from: number, to: number): Float32Array {
  return atOnce(beeswarmLayoutInSteps(values, from, to))
}

/** The same, step by step. */
export function* beeswarmLayoutInSteps(values: Float64Array, from: number, to: number): Steps<Float32Array> {
  const layers = new Int32Array(BINS + 1)
  const heights = new Float32Array(values.length)
  const scale = to > from ? BINS / (to - from) : 0
  yield* overPoints(values.length, (start, end) => pile(values, heights, layers, from, scale, start, end))
  const share = 1 / layers.reduce((highest, layer) => Math.max(highest, (layer >> 1) + 1), 1)
  yield* overPoints(heights.length, (start, end) => shrink(heights, share, start, end))
  return heights
}

// A hot loop is a function of its own: what a closure shares with its generator is read again for every dot.
function pile(
  values: Float64Array,
  heights: Float32Array,
  layers: Int32Array,
  from: number,
  scale: number,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    const place = (values[i]! - from) * scale + 0.5
    const bin = place < BINS ? (place > 0 ? place | 0 : 0) : BINS
    const layer = layers[bin]!
    layers[bin] = layer + 1
    // (layer + 1) >> 1, negative for every other one: a branch that nobody can foresee costs more than it decides.
    const below = (layer & 1) - 1
    heights[i] = (((layer + 1) >> 1) ^ below) - below
  }
}

function shrink(heights: Float32Array, share: number, start: number, end: number): void {
  for (let i = start; i < end; i++) heights[i]! *= share
}
