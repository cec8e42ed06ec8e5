import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { LoadedEnsemble } from "./bins.js"
import type { Pass } from "./pass.js"
import { treeSteps } from "./tree-steps.js"

/**
 * Adds SHAP values by quadrature along the trees. The tape of a whole forest stays with the model, for the next row.
 * Yields the number of rows that are done.
 */
export function addQuadrature(arena: Arena, loaded: LoadedEnsemble, banzhaf: boolean, pass: Pass): Generator<number> {
  if (banzhaf) return addMarked(arena, loaded, 0, banzhaf, pass)
  loaded.tape ||= arena.kernels.createTape(loaded.bins, 0, false) >>> 0
  return play(arena, loaded, loaded.tape, pass)
}

/** The same without the subtrees that `marks` (a byte a node) say begin elsewhere. */
export function* addMarked(
  arena: Arena,
  loaded: LoadedEnsemble,
  marks: Pointer,
  banzhaf: boolean,
  pass: Pass,
): Generator<number> {
  const tape = arena.kernels.createTape(loaded.bins, marks, banzhaf)
  try {
    yield* play(arena, loaded, tape, pass)
  } finally {
    arena.kernels.releaseTape(tape)
  }
}

function play(arena: Arena, loaded: LoadedEnsemble, tape: Pointer, pass: Pass): Generator<number> {
  const { codes, from, count, result, stride } = pass
  return treeSteps(loaded.trees.trees, from, count, (first, end) =>
    arena.kernels.treeshap(tape, codes.pointer, codes.rows, from, count, first, end, result, stride),
  )
}

/** Bytes that a model's tape takes in the kernels' memory; 0 before it is needed. */
export function planBytes(arena: Arena, loaded: LoadedEnsemble): number {
  return loaded.tape === 0 ? 0 : arena.kernels.tapeBytes(loaded.tape) >>> 0
}
