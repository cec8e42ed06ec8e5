import { customElement } from "lit/decorators.js"
import { type ImportanceScatterData, importanceScatterPlot } from "../plots/importance-scatter.js"
import { ChartView } from "./chart-view.js"

/** What shuffling costs on training and on test rows. */
@customElement("importance-scatter")
export class ImportanceScatter extends ChartView<ImportanceScatterData> {
  protected readonly plot = importanceScatterPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "importance-scatter": ImportanceScatter
  }
}
