import { customElement } from "lit/decorators.js"
import { type LoneData, lonePlot } from "../plots/lone-scores.js"
import { ChartView } from "./chart-view.js"

/** How well each feature alone orders the target. */
@customElement("lone-chart")
export class LoneChart extends ChartView<LoneData> {
  protected readonly plot = lonePlot
}

declare global {
  interface HTMLElementTagNameMap {
    "lone-chart": LoneChart
  }
}
