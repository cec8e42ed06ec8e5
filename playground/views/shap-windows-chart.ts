import { customElement } from "lit/decorators.js"
import { type ShapWindowsData, shapWindowsPlot } from "../plots/shap-windows.js"
import { ChartView } from "./chart-view.js"

/** A feature's effect, window by window. */
@customElement("shap-windows-chart")
export class ShapWindowsChart extends ChartView<ShapWindowsData> {
  protected readonly plot = shapWindowsPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "shap-windows-chart": ShapWindowsChart
  }
}
