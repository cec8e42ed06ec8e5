import { customElement } from "lit/decorators.js"
import { type NdcgData, ndcgPlot } from "../plots/ndcg.js"
import { ChartView } from "./chart-view.js"

/** A ranking metric against K. */
@customElement("ndcg-chart")
export class NdcgChart extends ChartView<NdcgData> {
  protected readonly plot = ndcgPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "ndcg-chart": NdcgChart
  }
}
