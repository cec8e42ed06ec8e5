import { withArrays } from "./machine.js"

/** Row numbers by descending score, equal scores in their order. The scores are finite. */
export function descendingOrder(scores: Float64Array): Uint32Array {
  return withArrays([scores], (arena, [copy]) => {
    const order = arena.reserve(4 * scores.length)
    try {
      arena.kernels.descendingOrder(copy!, scores.length, order)
      return new Uint32Array(arena.integers(order, scores.length))
    } finally {
      arena.release(order)
    }
  })
}
