import { type FeatureSplits, passedThresholds } from "./feature-splits.js"

/** A column's values, and how many rows have none. */
interface Values {
  readonly splits: FeatureSplits
  readonly present: Float64Array
  readonly missing: number
}

const CHUNK = 2 ** 16

/**
 * How many rows lie nearest to each value of a grid (the lower of two as near), missing ones at a missing value. Yields
 * between chunks of rows.
 * @param exact counts the rows that the model cannot tell from the grid's value, as it is for a grid of thresholds.
 */
export function* countOnGrid(
  grid: Float64Array,
  { splits, present, missing }: Values,
  exact: boolean,
): Generator<number, Uint32Array> {
  const counts = new Uint32Array(grid.length)
  const order = ascendingPlaces(grid)
  const lost = grid.findIndex(Number.isNaN)
  if (lost >= 0) counts[lost] = missing
  if (order.length === 0) return counts
  const place = exact ? sameCode(grid, order, splits) : nearest(grid, order)
  for (let row = 0; row < present.length; row++) {
    counts[place(present[row]!)]!++
    if ((row + 1) % CHUNK === 0) yield row
  }
  return counts
}

/** Where the values of a grid stand, ascending; of equal ones the first. */
function ascendingPlaces(grid: Float64Array): number[] {
  const places = [...grid.keys()].filter((i) => !Number.isNaN(grid[i]!)).sort((i, j) => grid[i]! - grid[j]! || i - j)
  return places.filter((place, i) => i === 0 || grid[place] !== grid[places[i - 1]!])
}

/** Finds the grid's value of the same interval; zero, where it counts as missing, is one of its own. */
function sameCode(grid: Float64Array, order: readonly number[], splits: FeatureSplits): (value: number) => number {
  const codeOf = (value: number) => {
    const read = splits.read(value)
    return splits.zeroMissing && read === 0 ? -1 : passedThresholds(splits, read)
  }
  const places = new Map(order.map((i) => [codeOf(grid[i]!), i]))
  return (value) => places.get(codeOf(value))!
}

/** Finds the nearest value of the grid. */
function nearest(grid: Float64Array, order: readonly number[]): (value: number) => number {
  const edges = Float64Array.from(order.slice(1), (place, i) => grid[place]! / 2 + grid[order[i]!]! / 2)
  return (value) => {
    let [low, high] = [0, edges.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    return order[low]!
  }
}
