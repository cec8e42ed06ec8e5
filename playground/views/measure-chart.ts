import { customElement } from "lit/decorators.js"
import { type ErrorBarData, errorBarPlot } from "../plots/importance-error-bars.js"
import { ChartView } from "./chart-view.js"

/** The importance of features by any measure: gain, split. */
@customElement("measure-chart")
export class MeasureChart extends ChartView<ErrorBarData> {
  protected readonly plot = errorBarPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "measure-chart": MeasureChart
  }
}
