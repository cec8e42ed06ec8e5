import { customElement } from "lit/decorators.js"
import { type RankIcData, rankIcPlot } from "../plots/rank-ic.js"
import { ChartView } from "./chart-view.js"

/** The rank correlation of prediction and outcome by date. */
@customElement("rank-ic-chart")
export class RankIcChart extends ChartView<RankIcData> {
  protected readonly plot = rankIcPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-ic-chart": RankIcChart
  }
}
