import type { Ensemble } from "../../src/data/ensemble.js"
import type { Table } from "../../src/data/table.js"
import type { Tree } from "../../src/data/tree.js"
import { predict } from "./predict.js"

/** Margins [row][point][output] with columns replaced: every tree is walked for every row and every grid point. */
export function dependenceOf(
  trees: readonly Tree[],
  { base, library }: Ensemble,
  table: Table,
  features: readonly number[],
  grid: readonly ArrayLike<number>[],
): number[][][] {
  const points = pointsOf(grid)
  return Array.from({ length: table.rows }, (_, i) => {
    const row = table.columns.map((column) => (column as { values: Float64Array }).values[i]!)
    return points.map((point) => {
      const changed = [...row]
      features.forEach((feature, axis) => {
        changed[feature] = point[axis]!
      })
      return predict(trees, base, changed, library)
    })
  })
}

/** All points of a grid, the last feature's values running fastest. */
export function pointsOf(grid: readonly ArrayLike<number>[]): number[][] {
  return grid.reduce<number[][]>(
    (points, values) => points.flatMap((point) => Array.from(values, (value) => [...point, value])),
    [[]],
  )
}
