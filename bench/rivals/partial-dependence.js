import { predict } from "./predict.js"

/** Brute force: the column replaced by each value in turn, all rows predicted by walking every tree. */
export function partialDependence(trees, table, feature, grid) {
  return Float64Array.from(grid, (value) => {
    const columns = table.columns.with(feature, { values: new Float64Array(table.rows).fill(value) })
    return predict(trees, { ...table, columns }).reduce((sum, margin) => sum + margin, 0) / table.rows
  })
}
