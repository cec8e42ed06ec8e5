import { customElement } from "lit/decorators.js"
import { type DriftData, driftPlot } from "../plots/drift.js"
import { ChartView } from "./chart-view.js"

/** How far features moved between two sets of rows. */
@customElement("drift-chart")
export class DriftChart extends ChartView<DriftData> {
  protected readonly plot = driftPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "drift-chart": DriftChart
  }
}
