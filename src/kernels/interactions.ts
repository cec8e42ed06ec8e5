import type { LoadedEnsemble } from "./bins.js"
import { type TableBlock, termCount } from "./pattern-tables.js"
import { pairColumn } from "./shap-columns.js"

/** Rows whose matrices fit the cache while the pairs' columns are dealt out to them. */
const BLOCK = 32
const MOST_BYTES = 2 ** 31

/** The matrices of all rows: rows x features x features for each output, still zero. */
export function interactionRoom(outputs: number, features: number, rows: number): Float64Array[] {
  const bytes = outputs * rows * features * features * 8
  if (bytes <= MOST_BYTES) return Array.from({ length: outputs }, () => new Float64Array(rows * features * features))
  const size = `${(bytes / 2 ** 30).toFixed(1)} GiB`
  throw new RangeError(
    `interactions of ${rows} rows x ${features} x ${features} features and ${outputs} output(s) take ${size}, expected ` +
      "at most 2 GiB: explain a sample, or ask for { top: 20 }, which keeps only the strongest pairs' means.",
  )
}

/**
 * Deals the pairs' columns of a block out to the rows' matrices. A pair's value stands on both sides of the diagonal;
 * the diagonal is the feature's SHAP value less its row's other entries, as shap, XGBoost and LightGBM have it.
 */
export function takePairs(loaded: LoadedEnsemble, block: TableBlock, matrices: readonly Float64Array[]): void {
  const { used } = loaded
  const terms = termCount(used.length, "pairs")
  matrices.forEach((matrix, k) => {
    const columns = Array.from({ length: terms }, (_, term) => block.column(k * terms + term))
    for (let from = 0; from < block.count; from += BLOCK) {
      const count = Math.min(BLOCK, block.count - from)
      dealOut(columns, used, loaded.ensemble.features.length, matrix, block.from, from, count)
    }
  })
}

function dealOut(
  columns: readonly Float64Array[],
  used: Int32Array,
  features: number,
  matrix: Float64Array,
  first: number,
  from: number,
  count: number,
): void {
  const size = features * features
  for (let a = 0; a < used.length; a++) {
    const i = used[a]!
    const own = columns[pairColumn(a, a, used.length)]!
    for (let row = from; row < from + count; row++) matrix[(first + row) * size + i * features + i]! += own[row]!
    for (let b = a + 1; b < used.length; b++) {
      const j = used[b]!
      const column = columns[pairColumn(a, b, used.length)]!
      for (let row = from; row < from + count; row++) {
        const at = (first + row) * size
        const value = column[row]!
        matrix[at + i * features + j] = value
        matrix[at + j * features + i] = value
        matrix[at + i * features + i]! -= value
        matrix[at + j * features + j]! -= value
      }
    }
  }
}

/** Adds each pair's |value| over a block's rows to `sums` [output][pair]. */
export function sumPairs(block: TableBlock, sums: readonly Float64Array[]): void {
  sums.forEach((output, k) => {
    for (let term = 0; term < output.length; term++) {
      let sum = 0
      for (const value of block.column(k * output.length + term)) sum += Math.abs(value)
      output[term]! += sum
    }
  })
}
