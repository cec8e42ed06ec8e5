/** The mean of a number a row. */
export function weightedMean(count: number, weights: Float64Array | undefined, at: (row: number) => number): number {
  let sum = 0
  let total = 0
  for (let row = 0; row < count; row++) {
    const weight = weights ? weights[row]! : 1
    sum += weight * at(row)
    total += weight
  }
  return sum / total
}
