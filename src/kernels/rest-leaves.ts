import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { LoadedEnsemble } from "./bins.js"
import type { Pass } from "./pass.js"
import type { TableKind } from "./pattern-tables.js"

/** Features that the kernel tells apart on one path. */
const MOST_FEATURES = 64
/** Rows of one call, so that it ends soon; small trees take more, as each call gathers the background anew. */
const BLOCK = 1024
const MOST_ROWS = 8192
const SMALL_LEAVES = 2 ** 18

/**
 * Adds, leaf by leaf, what the tables of a plan leave out: against the builder's background, or pairs by the covers.
 * Yields the number of rows that are done.
 * @throws RangeError for paths with more than 64 distinct features.
 */
export function* addLeaves(
  arena: Arena,
  loaded: LoadedEnsemble,
  builder: Pointer,
  kind: TableKind,
  pass: Pass,
): Generator<number> {
  refuseWidePaths(arena, loaded, builder)
  const block = rowsOfCall(loaded, kind)
  for (let row = 0; row < pass.count; row += block) {
    const count = Math.min(block, pass.count - row)
    const weights = kind.weights ? arena.put(kind.weights(pass.from + row, count)) : 0
    try {
      yield* addBlock(arena, loaded, builder, pass, { row, count, weights, rivals: kind.background?.rows ?? 0 })
    } finally {
      arena.release(weights)
    }
  }
}

function rowsOfCall({ trees }: LoadedEnsemble, { background, weights, order }: TableKind): number {
  if (!background || weights || order === "pairs") return BLOCK
  const leaves = trees.nodes / trees.trees / 2
  return Math.max(BLOCK, Math.min(MOST_ROWS, Math.floor(SMALL_LEAVES / leaves / BLOCK) * BLOCK))
}

function refuseWidePaths(arena: Arena, { ensemble }: LoadedEnsemble, builder: Pointer): void {
  const widest = arena.kernels.widestRest(builder)
  if (widest <= MOST_FEATURES) return
  throw new RangeError(
    `${ensemble.name}: got a path with ${widest} distinct features, expected at most ${MOST_FEATURES} for background ` +
      "rows or interactions. SHAP values without them have no such limit.",
  )
}

interface Block {
  readonly row: number
  readonly count: number
  readonly weights: Pointer
  readonly rivals: number
}

function* addBlock(
  arena: Arena,
  loaded: LoadedEnsemble,
  builder: Pointer,
  { codes, from, result, stride }: Pass,
  { row, count, weights, rivals }: Block,
): Generator<number> {
  const { trees } = loaded.trees
  const first = from + row
  for (let tree = 0; tree < trees; tree++) {
    const out = result + row * 8
    const apart = count * rivals
    arena.kernels.addLeaves(builder, tree, codes.pointer, codes.rows, first, count, weights, apart, out, stride)
    yield first + Math.floor((count * tree) / trees)
  }
}
