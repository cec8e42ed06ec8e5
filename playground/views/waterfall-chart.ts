import { customElement } from "lit/decorators.js"
import { type RowParts, waterfallPlot } from "../plots/waterfall.js"
import { ChartView } from "./chart-view.js"

/** How one row's prediction comes about, step by step. */
@customElement("waterfall-chart")
export class WaterfallChart extends ChartView<RowParts> {
  protected readonly plot = waterfallPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "waterfall-chart": WaterfallChart
  }
}
