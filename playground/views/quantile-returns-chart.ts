import { customElement } from "lit/decorators.js"
import { type QuantileReturnsData, quantileReturnsPlot } from "../plots/quantile-returns.js"
import { ChartView } from "./chart-view.js"

/** Mean outcome by quantile of the prediction. */
@customElement("quantile-returns-chart")
export class QuantileReturnsChart extends ChartView<QuantileReturnsData> {
  protected readonly plot = quantileReturnsPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "quantile-returns-chart": QuantileReturnsChart
  }
}
