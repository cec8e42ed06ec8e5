/** Brute force: the table with a column permuted, predicted and scored by the negative mean squared error. */
export async function permutation(predict, table, target, features, permutations) {
  const scores = []
  for (const feature of features) {
    const own = []
    for (const order of permutations) {
      const { values } = table.columns[feature]
      const column = { ...table.columns[feature], values: Float64Array.from(order, (row) => values[row]) }
      const margins = await predict({ ...table, columns: table.columns.with(feature, column) })
      own.push(-margins.reduce((sum, margin, row) => sum + (margin - target[row]) ** 2, 0) / table.rows)
    }
    scores.push(own)
  }
  return scores
}
