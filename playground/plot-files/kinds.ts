import type { PlotKind, PlotKinds } from "../../src/index.js"
import { calibrationPlot } from "../plots/calibration.js"
import type { CloudData } from "../plots/cloud.js"
import { confusionPlot } from "../plots/confusion.js"
import { errorBarPlot } from "../plots/importance-error-bars.js"
import { magnitudeOf } from "../plots/palette.js"
import { accountText, type Plot, type PlotData } from "../plots/plot.js"
import { precisionRecallPlot } from "../plots/precision-recall.js"
import { rocPlot } from "../plots/roc.js"
import { actualCloud, residualCloud } from "../plots/scored-rows.js"
import { walkForwardPlot } from "../plots/walk-forward.js"
import { windowMetricPlot } from "../plots/window-metric.js"
import { CLOUD_POINTS, drawCloudShapes } from "./cloud-svg.js"
import { framed } from "./framed.js"

/** Each kind's way from numbers to a file. */
export const kinds: { readonly [Kind in PlotKind]: (data: PlotKinds[Kind], width: number) => string } = {
  confusion_matrix: (data, width) => {
    const cells = Math.max(440, 118 + 120 * data.labels.length)
    return file(confusionPlot, { palette: magnitudeOf("shap", false), ...data }, Math.min(width, cells))
  },
  roc_curve: (data, width) => file(rocPlot, data, width),
  pr_curve: (data, width) => file(precisionRecallPlot, data, width),
  calibration_curve: (data, width) => file(calibrationPlot, data, width),
  residuals: (data, width) => cloudFile(residualCloud(data), width),
  predicted_actual: (data, width) => cloudFile(actualCloud(data), width),
  feature_importance: (data, width) => file(errorBarPlot, data, width),
  walk_forward: (data, width) => file(walkForwardPlot, data, width),
  window_metric: (data, width) => file(windowMetricPlot, data, width),
}

/** A plot of the page as a file. */
export function file<Data extends PlotData>(plot: Plot<Data>, data: Data, width: number): string {
  return framed({
    heading: plot.heading(data),
    summary: plot.summary(data),
    definition: plot.definition?.(data) ?? "",
    drawing: plot.draw(data, width),
    notes: data.rows ? [accountText(data.rows)] : [],
  })
}

/** A cloud as a file; says so where not every point is in it. */
export function cloudFile(data: CloudData, width: number): string {
  const points = data.x.values.length
  return framed({
    heading: data.heading,
    summary: data.summary,
    definition: data.definition ?? "",
    drawing: drawCloudShapes(data, width),
    notes: [...(data.rows ? [accountText(data.rows)] : []), ...drawnNote(points, CLOUD_POINTS)],
  })
}

/** What is said where only a sample of the rows is drawn. */
export function drawnNote(rows: number, most: number): string[] {
  const number = (value: number) => value.toLocaleString("en-US")
  return rows > most ? [`drawn: a uniform sample of ${number(most)} of ${number(rows)} points, seed 0`] : []
}
