import { customElement } from "lit/decorators.js"
import { type TurnoverData, turnoverPlot } from "../plots/turnover.js"
import { ChartView } from "./chart-view.js"

/** Names that are new in a quantile, by date. */
@customElement("turnover-chart")
export class TurnoverChart extends ChartView<TurnoverData> {
  protected readonly plot = turnoverPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "turnover-chart": TurnoverChart
  }
}
