/** Where each group's rows begin and end. */
export function groupsOf(sizes: readonly number[]): [from: number, to: number][] {
  let from = 0
  return sizes.map((size) => {
    from += size
    return [from - size, from]
  })
}

/** Rows by descending score, equal scores in their order. */
export function ranked(scores: readonly number[]): number[] {
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b)
}

export function gain(label: number, kind: "exponential" | "linear"): number {
  return kind === "linear" ? label : 2 ** label - 1
}

/** Ranks from 1, ties at their average, by counting. */
export function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return below + (equal + 1) / 2
  })
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const product = a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0)
  const spread = (values: readonly number[], middle: number) =>
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return product / Math.sqrt(spread(a, meanA) * spread(b, meanB))
}
