import { customElement } from "lit/decorators.js"
import { type PrecisionRecallData, precisionRecallPlot } from "../plots/precision-recall.js"
import { ChartView } from "./chart-view.js"

/** Precision against recall. */
@customElement("precision-recall-chart")
export class PrecisionRecallChart extends ChartView<PrecisionRecallData> {
  protected readonly plot = precisionRecallPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "precision-recall-chart": PrecisionRecallChart
  }
}
