import { customElement } from "lit/decorators.js"
import { type GainsData, gainsPlot } from "../plots/gains.js"
import { ChartView } from "./chart-view.js"

/** Positives found among the highest scores. */
@customElement("gains-chart")
export class GainsChart extends ChartView<GainsData> {
  protected readonly plot = gainsPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "gains-chart": GainsChart
  }
}
