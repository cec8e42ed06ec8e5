import { customElement } from "lit/decorators.js"
import { forcePlot } from "../plots/force.js"
import type { RowParts } from "../plots/waterfall.js"
import { ChartView } from "./chart-view.js"

/** One row's pushes up and down against each other. */
@customElement("force-chart")
export class ForceChart extends ChartView<RowParts> {
  protected readonly plot = forcePlot
}

declare global {
  interface HTMLElementTagNameMap {
    "force-chart": ForceChart
  }
}
