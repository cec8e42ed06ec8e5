import { customElement } from "lit/decorators.js"
import { type WindowMetricData, windowMetricPlot } from "../plots/window-metric.js"
import { ChartView } from "./chart-view.js"

/** A metric of each window with its interval. */
@customElement("window-metric-chart")
export class WindowMetricChart extends ChartView<WindowMetricData> {
  protected readonly plot = windowMetricPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "window-metric-chart": WindowMetricChart
  }
}
