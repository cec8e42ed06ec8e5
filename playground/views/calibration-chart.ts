import { customElement } from "lit/decorators.js"
import { type CalibrationData, calibrationPlot } from "../plots/calibration.js"
import { ChartView } from "./chart-view.js"

/** Predicted probabilities against what came true. */
@customElement("calibration-chart")
export class CalibrationChart extends ChartView<CalibrationData> {
  protected readonly plot = calibrationPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "calibration-chart": CalibrationChart
  }
}
