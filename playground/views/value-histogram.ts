import { customElement } from "lit/decorators.js"
import { type HistogramData, histogramPlot } from "../plots/histogram.js"
import { ChartView } from "./chart-view.js"

/** How often a feature's values occur. */
@customElement("value-histogram")
export class ValueHistogram extends ChartView<HistogramData> {
  protected readonly plot = histogramPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "value-histogram": ValueHistogram
  }
}
