import type { Forest } from "../data/forest.js"
import type { Arena } from "../wasm/arena.js"
import type { LoadedEnsemble } from "./bins.js"
import type { Floats } from "./floats.js"
import type { Inputs } from "./inputs.js"
import { interactionRoom } from "./interactions.js"
import { termCount } from "./pattern-tables.js"
import { putRaw } from "./predict.js"
import { zeroColumns } from "./shap-columns.js"
import type { ShapKind } from "./shap-kind.js"
import type { ShapValues } from "./shap-values.js"

const BLOCK = 4096
/** Rows whose factors for each background row are made at a time. */
const FEW = 64

/**
 * SHAP values of gblinear: coefficient times value, and the constants beside the base; against background rows (whose
 * base values are the caller's to know) the distance from theirs. A sum has no interactions, so that a row's matrix has
 * its values on the diagonal; XGBoost writes zeros there, too.
 */
export function* linearShap(
  arena: Arena,
  loaded: LoadedEnsemble,
  inputs: Inputs,
  { background, backgroundInputs, pairs, precision, weights }: ShapKind,
): Generator<number, ShapValues> {
  const { outputs, features, base } = loaded.ensemble
  const values = yield* contributions(arena, loaded, inputs, precision)
  if (background && backgroundInputs) {
    const others = yield* contributions(arena, loaded, backgroundInputs)
    if (weights) yield* subtractWeighted(values, others, weights)
    else values.forEach((output, k) => void output.forEach((column, j) => void shift(column, -mean(others[k]![j]!))))
  }
  const terms = termCount(features.length, "pairs")
  return {
    values,
    baseValues: withConstants(base, loaded.trees),
    ...(pairs === "all" && { interactions: diagonals(values, interactionRoom(outputs, features.length, inputs.rows)) }),
    ...(pairs === "sums" && { pairSums: values.map(() => new Float64Array(terms)) }),
  }
}

function* contributions(
  arena: Arena,
  loaded: LoadedEnsemble,
  inputs: Inputs,
  precision?: "f64" | "f32",
): Generator<number, Floats[][]> {
  const { outputs, features } = loaded.ensemble
  const values = zeroColumns(outputs, features.length, Int32Array.from(features.keys()), inputs.rows, precision)
  const columns = values.flat()
  for (let from = 0; from < inputs.rows; from += BLOCK) {
    const count = Math.min(BLOCK, inputs.rows - from)
    const raw = putRaw(arena, loaded, inputs, from, count)
    const shap = arena.reserve(columns.length * count * 8)
    arena.doubles(shap, columns.length * count).fill(0)
    arena.kernels.shapLinear(loaded.bins, raw, count, shap)
    columns.forEach((column, j) => {
      column.set(arena.doubles(shap + j * count * 8, count), from)
    })
    arena.release(raw, shap)
    yield from + count
  }
  return values
}

function mean(values: Floats): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function shift(column: Floats, by: number): void {
  for (let i = 0; i < column.length; i++) column[i]! += by
}

/** Each background row's distance has a factor of its own: outputs x rows x rows of the background. */
function* subtractWeighted(
  values: readonly Floats[][],
  others: readonly Floats[][],
  weights: NonNullable<ShapKind["weights"]>,
): Generator<number> {
  const rows = values[0]?.[0]?.length ?? 0
  const rivals = others[0]?.[0]?.length ?? 0
  for (let from = 0; from < rows; from += FEW) {
    const count = Math.min(FEW, rows - from)
    const factors = weights(from, count)
    values.forEach((output, k) => {
      output.forEach((column, j) => {
        for (let i = 0; i < count; i++) {
          const own = factors.subarray((k * count + i) * rivals, (k * count + i + 1) * rivals)
          column[from + i] = meanDistance(column[from + i]!, others[k]![j]!, own)
        }
      })
    })
    yield from + count
  }
}

function meanDistance(value: number, others: Floats, factors: Float64Array): number {
  let sum = 0
  for (let z = 0; z < others.length; z++) sum += factors[z]! * (value - others[z]!)
  return sum / others.length
}

/** Writes a row's values on the diagonals of its matrices. */
function diagonals(values: readonly Floats[][], matrices: Float64Array[]): Float64Array[] {
  values.forEach((output, k) => {
    output.forEach((column, j) => {
      column.forEach((value, i) => {
        matrices[k]![(i * output.length + j) * output.length + j] = value
      })
    })
  })
  return matrices
}

function withConstants(base: Float64Array, trees: Forest): Float64Array {
  const baseValues = base.slice()
  trees.treeOutputs.forEach((output, tree) => {
    baseValues[output]! += trees.linearConstants[trees.roots[tree]!]!
  })
  return baseValues
}
