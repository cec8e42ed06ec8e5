import { customElement } from "lit/decorators.js"
import { type PairedData, pairedPlot } from "../plots/paired-differences.js"
import { ChartView } from "./chart-view.js"

/** A challenger's metric less the champion's, window by window. */
@customElement("paired-chart")
export class PairedChart extends ChartView<PairedData> {
  protected readonly plot = pairedPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "paired-chart": PairedChart
  }
}
