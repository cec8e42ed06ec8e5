import type { Forest } from "../data/forest.js"
import type { Arena } from "../wasm/arena.js"
import type { LoadedEnsemble } from "./bins.js"
import type { Inputs } from "./inputs.js"
import { putRaw } from "./predict.js"
import { zeroColumns } from "./shap-columns.js"
import type { ShapValues } from "./shap-values.js"

const BLOCK = 4096

/** SHAP values of gblinear: coefficient times value, and the constants beside the base. */
export function* linearShap(arena: Arena, loaded: LoadedEnsemble, inputs: Inputs): Generator<number, ShapValues> {
  const { outputs, features, base } = loaded.ensemble
  const values = zeroColumns(outputs, features.length, Int32Array.from(features.keys()), inputs.rows)
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
  return { values, baseValues: withConstants(base, loaded.trees) }
}

function withConstants(base: Float64Array, trees: Forest): Float64Array {
  const baseValues = base.slice()
  trees.treeOutputs.forEach((output, tree) => {
    baseValues[output]! += trees.linearConstants[trees.roots[tree]!]!
  })
  return baseValues
}
