import { customElement } from "lit/decorators.js"
import { type PermutationData, permutationPlot } from "../plots/permutation-boxes.js"
import { ChartView } from "./chart-view.js"

/** Permutation importance as boxes, test beside train. */
@customElement("permutation-chart")
export class PermutationChart extends ChartView<PermutationData> {
  protected readonly plot = permutationPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "permutation-chart": PermutationChart
  }
}
