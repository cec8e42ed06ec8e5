import type { Column } from "../data/column.js"
import { averageRanks } from "../kernels/metrics/average-ranks.js"

/**
 * Each value's percentile among the rows of its block: average rank over the number of values present, in (0, scale],
 * as pandas' `groupby(block).rank(pct=True)`. Missing stays missing; text stays as it is.
 * @param blocks the rows of each block.
 */
export function percentileWithin(column: Column, blocks: readonly Uint32Array[], scale: number): Column {
  if (column.type === "category") return column
  const { values } = column
  const result = new Float64Array(values.length).fill(Number.NaN)
  for (const rows of blocks) {
    const present = rows.filter((row) => !Number.isNaN(values[row]!))
    const ranks = averageRanks(Float64Array.from(present, (row) => values[row]!))
    present.forEach((row, i) => {
      result[row] = (scale * ranks[i]!) / present.length
    })
  }
  return { name: column.name, type: "number", values: result }
}

/** Rows by the value of a key; rows without one (NaN) are in no block. */
export function blocksOfRows(keys: ArrayLike<number>): Map<number, Uint32Array> {
  const rows = new Map<number, number[]>()
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!
    if (Number.isNaN(key)) continue
    const own = rows.get(key)
    if (own) own.push(row)
    else rows.set(key, [row])
  }
  return new Map([...rows].sort(([a], [b]) => a - b).map(([key, own]) => [key, Uint32Array.from(own)]))
}
