import { type Column, columnNamed, type Explanation, type RankedFeature, type Table } from "../../src/index.js"
import { beeswarmLayout } from "./beeswarm-layout.js"
import type { Swarm } from "./beeswarm-pixels.js"
import { colorLimits } from "./color-limits.js"
import { topFeatures } from "./top-features.js"

/** A row of a beeswarm: a feature, or the sum of those that are not shown. How it is drawn is found when it is. */
export interface Line {
  readonly name: string
  readonly column: Column | undefined
  readonly values: Float64Array
  swarm?: Swarm
}

/** The lines of a beeswarm, the largest feature on top, and the range of all SHAP values in it. */
export function beeswarmLines(
  ranking: readonly RankedFeature[],
  explanation: Explanation,
  table: Table,
  output: number,
  most = 10,
): { lines: Line[]; range: [number, number] } {
  const shap = explanation.values[output]!
  const places = new Map(explanation.features.map((feature, j) => [feature, j]))
  const indices = ranking.map(({ feature }) => places.get(feature)!)
  const { first, rest } = topFeatures(indices.length, most)
  const lines: Line[] = first.map((i) => {
    const j = indices[i]!
    return {
      name: explanation.features[j]!,
      column: columnNamed(table, explanation.matching.columns[j]!),
      values: shap[j]!,
    }
  })
  if (rest.length > 0) {
    const others = rest.map((i) => shap[indices[i]!]!)
    lines.push({ name: `Sum of ${rest.length} others`, column: undefined, values: sumOf(others, table.rows) })
  }
  return { lines, range: extent(lines.map(({ values }) => values)) }
}

/** How a line is drawn: heights, and colours where the feature's values have a scale. */
export function swarmOf({ column, values }: Line, range: readonly [number, number]): Swarm {
  const colors = column && column.type !== "category" ? column.values : undefined
  return { values, colors, limits: colors && colorLimits(colors), heights: beeswarmLayout(values, ...range) }
}

/** The more dots, the smaller. */
export function dotRadius(dots: number): number {
  if (dots > 200_000) return 0
  return dots > 20_000 ? 0.5 : 2
}

/** The smallest and the largest value, and 0 between them. */
export function extent(columns: readonly Float64Array[]): [number, number] {
  let [low, high] = [0, 0]
  for (const column of columns) {
    for (const value of column) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return [low, high]
}

function sumOf(columns: readonly Float64Array[], rows: number): Float64Array {
  const sum = new Float64Array(rows)
  for (const column of columns) for (let row = 0; row < rows; row++) sum[row]! += column[row]!
  return sum
}
