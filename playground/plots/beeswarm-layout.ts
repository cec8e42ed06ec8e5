/** Bins along a row: dots in one bin are piled up. */
const BINS = 100

/**
 * Each dot's height above its row's middle line, in [-1, 1]: dots of one bin stand alternately above and below, as in
 * shap's beeswarm, and the highest pile fills the row.
 */
export function beeswarmLayout(values: Float64Array, from: number, to: number): Float32Array {
  const layers = new Int32Array(BINS + 1)
  const heights = new Float32Array(values.length)
  const scale = to > from ? BINS / (to - from) : 0
  let highest = 1
  for (let i = 0; i < values.length; i++) {
    const bin = Math.max(0, Math.min(BINS, Math.round((values[i]! - from) * scale)))
    const layer = layers[bin]!++
    const level = Math.ceil(layer / 2)
    heights[i] = layer % 2 === 1 ? level : -level
    highest = Math.max(highest, level + 1)
  }
  for (let i = 0; i < heights.length; i++) heights[i]! /= highest
  return heights
}
