import { customElement } from "lit/decorators.js"
import { type FeatureLagData, featureLagPlot } from "../plots/feature-lags.js"
import { ChartView } from "./chart-view.js"

/** The rank IC of features at lags. */
@customElement("feature-lag-chart")
export class FeatureLagChart extends ChartView<FeatureLagData> {
  protected readonly plot = featureLagPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "feature-lag-chart": FeatureLagChart
  }
}
