import { customElement } from "lit/decorators.js"
import { type LeafSizeData, leafSizePlot } from "../plots/leaf-sizes.js"
import { ChartView } from "./chart-view.js"

/** How many rows the leaves of a model hold. */
@customElement("leaf-size-chart")
export class LeafSizeChart extends ChartView<LeafSizeData> {
  protected readonly plot = leafSizePlot
}

declare global {
  interface HTMLElementTagNameMap {
    "leaf-size-chart": LeafSizeChart
  }
}
