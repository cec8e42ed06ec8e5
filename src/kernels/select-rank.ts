/**
 * The value that would stand at a place if the values were sorted, found by Hoare's selection: the values are reordered,
 * not sorted, so that a large column takes milliseconds. Not for NaN.
 */
export function selectRank(values: Float64Array, place: number): number {
  let [from, to] = [0, values.length - 1]
  while (from < to) {
    const pivot = middleOf(values[from]!, values[(from + to) >> 1]!, values[to]!)
    let [i, j] = [from, to]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const value = values[i]!
      values[i++] = values[j]!
      values[j--] = value
    }
    if (place <= j) to = j
    else if (place >= i) from = i
    else break
  }
  return values[place]!
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
