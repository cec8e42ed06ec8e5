import { html } from "lit"
import { customElement } from "lit/decorators.js"
import type { Plot } from "../plots/plot.js"
import { type RunScatterData, runScatterPlot } from "../plots/run-scatter.js"
import { ChartView } from "./chart-view.js"
import { LookController } from "./look-controller.js"

/**
 * Runs as points of two of their numbers.
 * @fires run-selected - the id of the run whose point was clicked, in `detail`
 */
@customElement("run-scatter")
export class RunScatter extends ChartView<RunScatterData> {
  private readonly look = new LookController(this)
  protected readonly plot: Plot<RunScatterData> = {
    ...runScatterPlot,
    draw: (data, width) => runScatterPlot.draw({ ...data, palette: this.look.scale }, width),
  }

  override render() {
    return html`<div @click=${this.choose}>${super.render()}</div>`
  }

  private choose(event: Event) {
    const run = (event.target as Element).closest<SVGElement>("[data-run]")?.dataset.run
    if (run) this.dispatchEvent(new CustomEvent("run-selected", { detail: run, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "run-scatter": RunScatter
  }
}
