import { customElement } from "lit/decorators.js"
import { type DependenceLines, dependenceLinesPlot } from "../plots/dependence-lines.js"
import { ChartView } from "./chart-view.js"

/** Partial dependence over individual conditional expectation. */
@customElement("dependence-lines")
export class DependenceLinesChart extends ChartView<DependenceLines> {
  protected readonly plot = dependenceLinesPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "dependence-lines": DependenceLinesChart
  }
}
