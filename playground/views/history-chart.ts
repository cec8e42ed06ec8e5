import { customElement } from "lit/decorators.js"
import { type HistoryData, historyPlot } from "../plots/histories.js"
import { ChartView } from "./chart-view.js"

/** Metrics by step, a line a run. */
@customElement("history-chart")
export class HistoryChart extends ChartView<HistoryData> {
  protected readonly plot = historyPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "history-chart": HistoryChart
  }
}
