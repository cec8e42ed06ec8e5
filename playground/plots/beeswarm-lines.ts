import { type Column, columnNamed, type Explanation, type RankedFeature, type Table } from "../../src/index.js"
import { beeswarmLayoutInSteps } from "./beeswarm-layout.js"
import type { Swarm } from "./beeswarm-pixels.js"
import { colorLimitsInSteps } from "./color-limits.js"
import { atOnce, overPoints, type Steps } from "./steps.js"
import { topFeatures } from "./top-features.js"

/** A row of a beeswarm: a feature, or the sum of those that are not shown. How it is drawn is found when it is. */
export interface Line {
  readonly name: string
  readonly column: Column | undefined
  readonly values: Float64Array
  /** The smallest and the largest of these, and 0 between them. */
  readonly extent: readonly [low: number, high: number]
  swarm?: Swarm
}

/** What a beeswarm draws. */
export interface Swarms {
  readonly lines: readonly Line[]
  /** Of all SHAP values in it. */
  readonly range: readonly [low: number, high: number]
}

/** The lines of a beeswarm, the largest feature on top. */
export function beeswarmLines(...given: Parameters<typeof beeswarmLinesInSteps>): Swarms {
  return atOnce(beeswarmLinesInSteps(...given))
}

/** The same, step by step. */
export function* beeswarmLinesInSteps(
  ranking: readonly RankedFeature[],
  explanation: Explanation,
  table: Table,
  output: number,
  most = 10,
): Steps<Swarms> {
  const shap = explanation.values[output]!
  const places = new Map(explanation.features.map((feature, j) => [feature, j]))
  const indices = ranking.map(({ feature }) => places.get(feature)!)
  const { first, rest } = topFeatures(indices.length, most)
  const lines: Line[] = []
  for (const i of first) {
    const j = indices[i]!
    const values = shap[j]!
    const column = columnNamed(table, explanation.matching.columns[j]!)
    lines.push({ name: explanation.features[j]!, column, values, extent: yield* extentOf(values) })
  }
  if (rest.length > 0) {
    const others = rest.map((i) => shap[indices[i]!]!)
    const values = yield* sumOf(others, table.rows)
    const name = `Sum of ${rest.length} others`
    lines.push({ name, column: undefined, values, extent: yield* extentOf(values) })
  }
  const low = Math.min(0, ...lines.map(({ extent }) => extent[0]))
  return { lines, range: [low, Math.max(0, ...lines.map(({ extent }) => extent[1]))] }
}

/** How a line is drawn: heights, and colours where the feature's values have a scale. */
export function swarmOf(line: Line, range: readonly [number, number]): Swarm {
  return atOnce(swarmInSteps(line, range))
}

/** The same, step by step. */
export function* swarmInSteps({ column, values }: Line, range: readonly [number, number]): Steps<Swarm> {
  const colors = column && column.type !== "category" ? column.values : undefined
  const limits = colors && (yield* colorLimitsInSteps(colors))
  return { values, colors, limits, heights: yield* beeswarmLayoutInSteps(values, ...range) }
}

/** The more dots, the smaller. */
export function dotRadius(dots: number): number {
  if (dots > 200_000) return 0
  return dots > 20_000 ? 0.5 : 2
}

function* extentOf(values: Float64Array): Steps<[number, number]> {
  let [low, high] = [0, 0]
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i]!
      if (value < low) low = value
      if (value > high) high = value
    }
  })
  return [low, high]
}

function* sumOf(columns: readonly Float64Array[], rows: number): Steps<Float64Array> {
  const sum = new Float64Array(rows)
  for (const column of columns) {
    yield* overPoints(rows, (from, to) => {
      for (let row = from; row < to; row++) sum[row]! += column[row]!
    })
  }
  return sum
}
