import { customElement } from "lit/decorators.js"
import { type WalkForwardData, walkForwardPlot } from "../plots/walk-forward.js"
import { ChartView } from "./chart-view.js"

/** Training, embargo and test of each window on a line of time. */
@customElement("walk-forward-chart")
export class WalkForwardChart extends ChartView<WalkForwardData> {
  protected readonly plot = walkForwardPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "walk-forward-chart": WalkForwardChart
  }
}
