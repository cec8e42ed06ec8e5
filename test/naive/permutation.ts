import type { Table } from "../../src/data/table.js"
import type { Tree } from "../../src/data/tree.js"
import { predict } from "./predict.js"

/** Margins (rows x outputs) of a table whose columns `features` stand in another order: all of it predicted anew. */
export function permutedMargins(
  trees: readonly Tree[],
  base: ArrayLike<number>,
  table: Table,
  features: readonly number[],
  order: ArrayLike<number>,
  library: "lightgbm" | "xgboost",
): number[][] {
  return Array.from({ length: table.rows }, (_, row) => {
    const cells = table.columns.map((column, j) => {
      if (column.type === "category") throw new Error("got text, expected numbers")
      return column.values[features.includes(j) ? order[row]! : row]!
    })
    return predict(trees, base, cells, library)
  })
}

/** A random order of rows. */
export function randomOrder(rows: number, next: () => number): number[] {
  const keys = Array.from({ length: rows }, next)
  return [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!)
}
