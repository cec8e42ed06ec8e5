import { customElement } from "lit/decorators.js"
import { type ConfusionData, confusionPlot } from "../plots/confusion.js"
import type { Plot } from "../plots/plot.js"
import { ChartView } from "./chart-view.js"
import { LookController } from "./look-controller.js"

/** How often each class was predicted as each. */
@customElement("confusion-matrix")
export class ConfusionMatrix extends ChartView<ConfusionData> {
  private readonly look = new LookController(this)
  protected readonly plot: Plot<ConfusionData> = {
    ...confusionPlot,
    draw: (data, width) => confusionPlot.draw({ ...data, palette: this.look.magnitude }, width),
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "confusion-matrix": ConfusionMatrix
  }
}
