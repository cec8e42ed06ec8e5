import { customElement } from "lit/decorators.js"
import { type InteractionData, interactionPlot } from "../plots/interaction-heatmap.js"
import type { Plot } from "../plots/plot.js"
import { ChartView } from "./chart-view.js"
import { LookController } from "./look-controller.js"

/** How strongly pairs of features act together. */
@customElement("interaction-heatmap")
export class InteractionHeatmap extends ChartView<InteractionData> {
  private readonly look = new LookController(this)
  protected readonly plot: Plot<InteractionData> = {
    ...interactionPlot,
    draw: (data, width) => interactionPlot.draw({ ...data, palette: this.look.magnitude }, width),
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "interaction-heatmap": InteractionHeatmap
  }
}
