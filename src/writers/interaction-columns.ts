/**
 * Matrices of interaction values as columns: `<i>:<j>` with i <= j for features i and j, `<k>:<i>:<j>` with several
 * outputs, each holding the symmetric matrix's entry, row by row. Row i of each matrix follows row i - 1 in the names.
 * @param interactions n x features x features doubles an output, row-major.
 */
export function interactionColumns(interactions: readonly Float64Array[], features: number): Float64Array[] {
  return interactions.flatMap((matrices) => {
    const rows = matrices.length / features ** 2
    return pairs(features).map(([i, j]) => {
      const column = new Float64Array(rows)
      for (let row = 0; row < rows; row++) column[row] = matrices[(row * features + i) * features + j]!
      return column
    })
  })
}

/** The names of those columns. */
export function interactionNames(outputs: number, features: number): string[] {
  const names = pairs(features).map(([i, j]) => `${i}:${j}`)
  if (outputs === 1) return names
  return Array.from({ length: outputs }, (_, k) => names.map((name) => `${k}:${name}`)).flat()
}

function pairs(features: number): [number, number][] {
  return Array.from({ length: features }, (_, i) =>
    Array.from({ length: features - i }, (_, d): [number, number] => [i, i + d]),
  ).flat()
}
