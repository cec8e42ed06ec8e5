import { customElement } from "lit/decorators.js"
import { type DecisionData, decisionPlot } from "../plots/decision.js"
import type { Plot } from "../plots/plot.js"
import { ChartView } from "./chart-view.js"
import { LookController } from "./look-controller.js"

/** How rows' predictions are built up, feature by feature. */
@customElement("decision-chart")
export class DecisionChart extends ChartView<DecisionData> {
  private readonly look = new LookController(this)
  protected readonly plot: Plot<DecisionData> = {
    ...decisionPlot,
    draw: (data, width) => decisionPlot.draw({ ...data, palette: this.look.scale }, width),
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "decision-chart": DecisionChart
  }
}
