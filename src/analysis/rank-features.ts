import { columnNamed, type Table } from "../data/table.js"
import type { Explanation } from "../results/explanation.js"
import type { RankedFeature } from "../results/ranking.js"
import { DIRECTION_THRESHOLD, directionOf, valueCorrelation } from "./direction.js"
import { eachInSteps, finish, type Steps } from "./steps.js"

/**
 * Features by mean |SHAP|, largest first; ties keep the model's order.
 * @param table the rows that were explained.
 * @param output one output only; by default the numbers are means over all.
 * @param threshold the correlation beyond which a feature has a direction.
 */
export function rankFeatures(
  explanation: Explanation<Float64Array | Float32Array>,
  table: Table,
  output?: number,
  threshold: number = DIRECTION_THRESHOLD,
): RankedFeature[] {
  return finish(rankFeaturesInSteps(explanation, table, output, threshold))
}

/** As `rankFeatures`, feature by feature. */
export function* rankFeaturesInSteps(
  explanation: Explanation<Float64Array | Float32Array>,
  table: Table,
  output?: number,
  threshold: number = DIRECTION_THRESHOLD,
): Steps<RankedFeature[]> {
  const outputs =
    output === undefined ? explanation.values : [explanation.values[checked(output, explanation.outputs)]!]
  const ranked = yield* eachInSteps([...explanation.features.entries()], ([j, feature]) => {
    const column = columnNamed(table, explanation.matching.columns[j]!)
    const correlations = outputs.map((values) => valueCorrelation(column, values[j]!)).filter((each) => each !== null)
    const correlation = correlations.length > 0 ? mean(correlations) : null
    return {
      feature,
      meanAbsShap: mean(outputs.map((values) => meanOf(values[j]!, Math.abs))),
      meanShap: mean(outputs.map((values) => meanOf(values[j]!, (value) => value))),
      direction: directionOf(correlation, threshold),
      correlation,
    }
  })
  return ranked.sort((a, b) => b.meanAbsShap - a.meanAbsShap)
}

function checked(output: number, outputs: number): number {
  if (Number.isInteger(output) && output >= 0 && output < outputs) return output
  throw new RangeError(`got output ${output}, expected 0 to ${outputs - 1}`)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function meanOf(values: Float64Array | Float32Array, change: (value: number) => number): number {
  let sum = 0
  for (const value of values) sum += change(value)
  return values.length > 0 ? sum / values.length : 0
}
