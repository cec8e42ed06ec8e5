import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { LoadedEnsemble } from "./bins.js"
import type { Pass } from "./pattern-tables.js"
import { treeSteps } from "./tree-steps.js"

/**
 * Adds what the tables of a plan leave out, by quadrature along the trees; `marks` (0: nothing is left out) says where
 * they begin. Yields the number of rows that are done.
 */
export function* addQuadrature(
  arena: Arena,
  loaded: LoadedEnsemble,
  marks: Pointer,
  banzhaf: boolean,
  pass: Pass,
): Generator<number> {
  const { codes, from, count, result, stride } = pass
  const tape = arena.kernels.createTape(loaded.bins, marks, banzhaf)
  try {
    yield* treeSteps(loaded.trees.trees, from, count, (first, end) =>
      arena.kernels.treeshap(tape, codes.pointer, codes.rows, from, count, first, end, result, stride),
    )
  } finally {
    arena.kernels.releaseTape(tape)
  }
}
