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
  let highest = 1
  yield* overPoints(values.length, (start, end) => {
    for (let i = start; i < end; i++) {
      const place = (values[i]! - from) * scale + 0.5
      const bin = place < BINS ? (place > 0 ? place | 0 : 0) : BINS
      const layer = layers[bin]!
      layers[bin] = layer + 1
      const level = (layer + 1) >> 1
      heights[i] = layer & 1 ? level : -level
    }
  })
  for (const layer of layers) highest = Math.max(highest, (layer >> 1) + 1)
  const share = 1 / highest
  yield* overPoints(heights.length, (start, end) => {
    for (let i = start; i < end; i++) heights[i]! *= share
  })
  return heights
}
