import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { Codes, LoadedEnsemble } from "./bins.js"
import type { Inputs } from "./inputs.js"
import { interactionRoom, sumPairs, takePairs } from "./interactions.js"
import { linearShap } from "./linear-shap.js"
import type { Pass } from "./pass.js"
import { passColumns, sumTables, type TableBlock, type TableKind, termCount } from "./pattern-tables.js"
import { addMarked, addQuadrature } from "./quadrature.js"
import { addLeaves } from "./rest-leaves.js"
import { noColumns, takeSingles } from "./shap-columns.js"
import type { ShapKind } from "./shap-kind.js"
import type { ShapValues } from "./shap-values.js"

/** Fewer rows than this are not worth a plan, let alone a table. */
const FEW_ROWS = 24

/**
 * SHAP values of every row: path-dependent, or interventional against background rows (whose base values are the
 * caller's to know). Features that no node splits on share one array of zeros an output. Yields the number of rows
 * that are done, at least every few milliseconds.
 */
export function* treeshap(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  inputs: Inputs,
  kind: ShapKind = {},
): Generator<number, ShapValues> {
  if (loaded.trees.linearStarts.length > 0) return yield* linearShap(arena, loaded, inputs, kind)
  const { outputs, features } = loaded.ensemble
  const { pairs, precision, ...rest } = kind
  const order = pairs ? "pairs" : "singles"
  const table: TableKind = { ...rest, order }
  const values = noColumns(outputs, features.length, codes.rows, precision)
  const matrices = pairs === "all" ? interactionRoom(outputs, features.length, codes.rows) : undefined
  const terms = termCount(loaded.used.length, order)
  const sums = pairs === "sums" ? Array.from({ length: outputs }, () => new Float64Array(terms)) : undefined
  const take = (block: TableBlock) => {
    takeSingles(loaded, block, order, values)
    if (matrices) takePairs(loaded, block, matrices)
    if (sums) sumPairs(block, sums)
  }
  yield* sumAll(arena, loaded, codes, table, take)
  return {
    values,
    baseValues: baseOf(arena, loaded),
    ...(matrices && { interactions: matrices }),
    ...(sums && { pairSums: sums }),
  }
}

/** The planner's choice for each subtree; few rows go along the trees. */
function* sumAll(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  kind: TableKind,
  take: (block: TableBlock) => void,
): Generator<number> {
  const { order, background, banzhaf = false } = kind
  const byLeaf = background !== undefined || order === "pairs"
  if (codes.rows < FEW_ROWS && !byLeaf) {
    return yield* passColumns(arena, loaded, codes, kind, (pass) => addQuadrature(arena, loaded, banzhaf, pass), take)
  }
  const rest = (plan: Pointer, builder: Pointer, pass: Pass): Generator<number> => {
    if (byLeaf) return addLeaves(arena, loaded, builder, kind, pass)
    return addMarked(arena, loaded, arena.kernels.planMarks(plan), banzhaf, pass)
  }
  yield* sumTables(arena, loaded, codes, kind, rest, take)
}

function baseOf(arena: Arena, loaded: LoadedEnsemble): Float64Array {
  loaded.baseValues ??= expectedMargins(arena, loaded)
  return loaded.baseValues.slice()
}

function expectedMargins(arena: Arena, loaded: LoadedEnsemble): Float64Array {
  const pointer = arena.put(loaded.ensemble.base)
  arena.kernels.expectedMargins(loaded.bins, pointer)
  const values = arena.doubles(pointer, loaded.ensemble.base.length).slice()
  arena.release(pointer)
  return values
}
