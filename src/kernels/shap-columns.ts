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

/** SHAP values [output][feature] before any is known: one column of zeros an output, see `takeSingles`. */
export function noColumns(outputs: number, features: number, rows: number, precision?: "f64" | "f32"): Floats[][] {
  return zeroColumns(outputs, features, new Int32Array(0), rows, precision)
}

/**
 * Copies the SHAP values of some rows to their place among all, for the features that are used, one at a step. A
 * feature's room is made when its first rows come; before, it has the `zeros` of its output.
 */
export function* placeColumns(
  all: readonly Floats[][],
  part: readonly (readonly Floats[])[],
  features: Int32Array,
  from: number,
  zeros: readonly (Floats | undefined)[],
): Generator<undefined, void> {
  for (const [k, output] of part.entries()) {
    for (const feature of features) {
      if (all[k]![feature] === zeros[k]) all[k]![feature] = roomLike(zeros[k]!)
      all[k]![feature]!.set(output[feature]!, from)
      yield
    }
  }
}

/** Copies the columns of the single features from a block; the first one makes room for all rows. */
export function takeSingles(
  loaded: LoadedEnsemble,
  block: TableBlock,
  order: "singles" | "pairs",
  values: readonly Floats[][],
): void {
  const used = loaded.used.length
  const terms = termCount(used, order)
  values.forEach((output, k) => {
    loaded.used.forEach((feature, slot) => {
      const column = order === "pairs" ? pairColumn(slot, slot, used) : slot
      output[feature] = placeBlock(output[feature]!, block.column(k * terms + column), block.from)
    })
  })
}

function placeBlock(all: Floats, part: Float64Array, from: number): Floats {
  // Memory that is copied into at once is not cleared before.
  if (part.length === all.length) return all instanceof Float32Array ? new Float32Array(part) : new Float64Array(part)
  const own = from === 0 ? roomLike(all) : all
  own.set(part, from)
  return own
}

/** New memory is zeros that cost nothing until they are written; a copy of zeros would be written twice. */
function roomLike(all: Floats): Floats {
  return all instanceof Float32Array ? new Float32Array(all.length) : new Float64Array(all.length)
}

/** The column of two of the used features, the first at or before the second. */
export function pairColumn(first: number, second: number, used: number): number {
  return first * used - (first * (first - 1)) / 2 + second - first
}
