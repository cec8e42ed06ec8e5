import { customElement } from "lit/decorators.js"
import { type RocData, rocPlot } from "../plots/roc.js"
import { ChartView } from "./chart-view.js"

/** The ROC curve. */
@customElement("roc-chart")
export class RocChart extends ChartView<RocData> {
  protected readonly plot = rocPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "roc-chart": RocChart
  }
}
