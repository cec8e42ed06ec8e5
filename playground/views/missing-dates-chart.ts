import { customElement } from "lit/decorators.js"
import { type MissingDatesData, missingDatesPlot } from "../plots/missing-dates.js"
import { ChartView } from "./chart-view.js"

/** Where features have no values, by windows of time. */
@customElement("missing-dates-chart")
export class MissingDatesChart extends ChartView<MissingDatesData> {
  protected readonly plot = missingDatesPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "missing-dates-chart": MissingDatesChart
  }
}
