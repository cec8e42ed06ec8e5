import { customElement } from "lit/decorators.js"
import { type LiftData, liftPlot } from "../plots/lift-deciles.js"
import { ChartView } from "./chart-view.js"

/** Lift by part of the rows, the best first. */
@customElement("lift-chart")
export class LiftChart extends ChartView<LiftData> {
  protected readonly plot = liftPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "lift-chart": LiftChart
  }
}
