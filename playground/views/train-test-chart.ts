import { customElement } from "lit/decorators.js"
import { type TrainTestData, trainTestPlot } from "../plots/train-test.js"
import { ChartView } from "./chart-view.js"

/** Metrics on the rows of training and of the test. */
@customElement("train-test-chart")
export class TrainTestChart extends ChartView<TrainTestData> {
  protected readonly plot = trainTestPlot
}

declare global {
  interface HTMLElementTagNameMap {
    "train-test-chart": TrainTestChart
  }
}
