import { percent, plain, whole } from "./format.js"
import type { Plot, PlotData } from "./plot.js"
import { uprightBars } from "./upright-bars.js"

/** How many rows the leaves of a model hold. */
export interface LeafSizeData extends PlotData {
  readonly trees: number
  readonly leaves: number
  readonly most: number
  /** What a whole tree holds. */
  readonly root: number
  /** Ascending. */
  readonly sizes: ArrayLike<number>
  readonly unit: "rows" | "hessian"
}

/** Leaves of fewer rows than these say little of new rows: LightGBM's own default least. */
const FEW = 20

/** Leaves by their size, each bar twice as large as the one before. */
export const leafSizePlot: Plot<LeafSizeData> = {
  heading: ({ unit }) => (unit === "rows" ? "Training rows in a leaf" : "Weight of the training rows in a leaf"),
  summary: ({ trees, leaves, most, root, sizes, unit }) => {
    const middle = sizes[Math.floor(sizes.length / 2)] ?? Number.NaN
    const few = percent(shareBelow(sizes, FEW))
    const of = unit === "rows" ? "rows" : "of hessian"
    return `${whole(trees)} trees with ${whole(leaves)} leaves in all, at most ${whole(most)} in one; half of the leaves hold ${amount(middle)} ${of} or less of ${amount(root)}, ${few} less than ${FEW}.`
  },
  definition: ({ unit }) =>
    unit === "rows"
      ? "rows of training that fell into each leaf of each tree, as the model file counts them; leaves of few rows follow single rows"
      : "sum of the second derivatives of the loss over a leaf\u2019s training rows, as the model file keeps it: for log-odds a row weighs at most 0.25, for squared error 1",
  table: ({ sizes }) => ({
    columns: ["from", "below", "leaves", "share"],
    rows: binsOf(sizes).map(({ from, to, count }) => [from, to, count, count / sizes.length]),
  }),
  draw: ({ sizes, unit }, width) =>
    uprightBars(
      {
        bars: binsOf(sizes).map(({ from, to, count }) => ({
          name: from < 1000 ? plain(from) : `${Math.round(from / 1000)}k`,
          value: count,
          said: `${plain(from)} to ${plain(to)}: ${whole(count)} leaves`,
        })),
        x: unit === "rows" ? "rows in a leaf, from" : "hessian in a leaf, from",
        ...{ y: "leaves", format: whole },
      },
      width,
    ),
}

function amount(value: number): string {
  return value < 100 ? plain(value) : whole(Math.round(value))
}

function binsOf(sizes: ArrayLike<number>): { from: number; to: number; count: number }[] {
  const counts = new Map<number, number>()
  for (let i = 0; i < sizes.length; i++) {
    const power = Math.floor(Math.log2(Math.max(sizes[i]!, 1)))
    counts.set(power, (counts.get(power) ?? 0) + 1)
  }
  const powers = [...counts.keys()]
  const [low, high] = [Math.min(...powers), Math.max(...powers)]
  return Array.from({ length: powers.length > 0 ? high - low + 1 : 0 }, (_, i) => {
    const power = low + i
    return { from: power === 0 ? 0 : 2 ** power, to: 2 ** (power + 1), count: counts.get(power) ?? 0 }
  })
}

function shareBelow(sizes: ArrayLike<number>, size: number): number {
  let count = 0
  while (count < sizes.length && sizes[count]! < size) count++
  return count / Math.max(1, sizes.length)
}
