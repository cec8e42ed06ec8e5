import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { LoadedEnsemble } from "./bins.js"
import type { Pass } from "./pass.js"

/** Rows of one call: the more there are, the more of them are alike. The kernel takes no more. */
const BLOCK = 16_384

/**
 * Adds, group by group, what rows make of background rows: each pattern of decisions that occurs is compared with those
 * of the background once. Yields the number of rows that are done.
 */
export function* addCrowds(
  { kernels }: Arena,
  { trees: { trees } }: LoadedEnsemble,
  builder: Pointer,
  { codes, from, count, result, stride }: Pass,
): Generator<number> {
  for (let row = 0; row < count; row += BLOCK) {
    const rows = Math.min(BLOCK, count - row)
    const out = result + row * 8
    for (let tree = 0; tree < trees; tree++) {
      for (let group = 0; group >= 0; ) {
        group = kernels.addCrowds(builder, tree, group, codes.pointer, codes.rows, from + row, rows, out, stride)
        yield from + row + Math.floor((rows * tree) / trees)
      }
    }
  }
}
