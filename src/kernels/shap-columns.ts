import type { LoadedEnsemble } from "./bins.js"
import type { Floats } from "./floats.js"
import { type TableBlock, termCount } from "./pattern-tables.js"

/** Room for SHAP values [output][feature]; features that are not used share one column an output. */
export function zeroColumns(
  outputs: number,
  features: number,
  used: Int32Array,
  rows: number,
  precision: "f64" | "f32" = "f64",
): Floats[][] {
  const Numbers = precision === "f32" ? Float32Array : Float64Array
  const usedSet = new Set(used)
  return Array.from({ length: outputs }, () => {
    const zeros = new Numbers(usedSet.size < features ? rows : 0)
    return Array.from({ length: features }, (_, j) => (usedSet.has(j) ? new Numbers(rows) : zeros))
  })
}

/** Copies the SHAP values of some rows to their place among all, for the features that are used, one at a step. */
export function* placeColumns(
  all: readonly (readonly Floats[])[],
  part: readonly (readonly Floats[])[],
  features: Int32Array,
  from: number,
): Generator<undefined, void> {
  for (const [k, output] of part.entries()) {
    for (const feature of features) {
      all[k]![feature]!.set(output[feature]!, from)
      yield
    }
  }
}

/** Copies the columns of the single features from a block. */
export function takeSingles(
  loaded: LoadedEnsemble,
  block: TableBlock,
  order: "singles" | "pairs",
  values: readonly (readonly Floats[])[],
): void {
  const used = loaded.used.length
  const terms = termCount(used, order)
  values.forEach((output, k) => {
    loaded.used.forEach((feature, slot) => {
      const column = order === "pairs" ? pairColumn(slot, slot, used) : slot
      output[feature]!.set(block.column(k * terms + column), block.from)
    })
  })
}

/** The column of two of the used features, the first at or before the second. */
export function pairColumn(first: number, second: number, used: number): number {
  return first * used - (first * (first - 1)) / 2 + second - first
}
