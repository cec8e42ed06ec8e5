/** Margins by walking every tree, in plain JavaScript over the same arrays. */
export function predict(trees, table) {
  const columns = table.columns.map((column) => column.values)
  const margins = new Float64Array(table.rows)
  for (const { features, thresholds, left, right, values } of trees) {
    for (let row = 0; row < table.rows; row++) {
      let node = 0
      while (left[node] >= 0) {
        // Missing goes right: NaN compares as larger than any threshold.
        node = columns[features[node]][row] <= thresholds[node] ? left[node] : right[node]
      }
      margins[row] += values[node]
    }
  }
  return margins
}
