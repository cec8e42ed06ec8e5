import type { CloudData } from "./cloud.js"
import { plain } from "./format.js"
import type { PlotData } from "./plot.js"

/** Predictions beside what came true. */
export interface ScoredRows extends PlotData {
  readonly target: string
  readonly actual: Float64Array
  readonly predicted: Float64Array
  /** The rows' numbers, where they are not all. */
  readonly ids?: ArrayLike<number>
}

/** Predicted across, actual up; on the diagonal they are the same. */
export function actualCloud(data: ScoredRows): CloudData {
  return {
    heading: "Predicted against actual",
    summary: `${data.actual.length.toLocaleString("en-US")} rows; on the dashed line the prediction is right.`,
    definition: "one point a row",
    x: { label: "predicted", values: data.predicted },
    y: { label: data.target, values: data.actual },
    guide: "diagonal",
    ...shared(data),
  }
}

/** What is left of the target when the prediction is taken off. */
export function residualCloud(data: ScoredRows): CloudData {
  const residuals = data.actual.map((value, i) => value - data.predicted[i]!)
  let [sum, used] = [0, 0]
  for (const value of residuals) {
    if (Number.isNaN(value)) continue
    sum += value
    used++
  }
  return {
    heading: "Residuals",
    summary: `The prediction is off by ${plain(sum / used)} on average (actual less predicted).`,
    definition: "actual less predicted, against predicted",
    x: { label: "predicted", values: data.predicted },
    y: { label: "residual", values: residuals },
    guide: "zero",
    ...shared(data),
  }
}

function shared({ ids, rows }: ScoredRows) {
  return { ...(ids && { ids }), ...(rows && { rows }) }
}
