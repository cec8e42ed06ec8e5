import { html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { actualCloud, type ScoredRows } from "../plots/scored-rows.js"
import { chartStyles } from "./chart-styles.js"
import "./cloud-chart.js"

/**
 * Predictions against what came true.
 * @fires row-selected - the number of the row whose point was clicked, in `detail`
 */
@customElement("actual-chart")
export class ActualChart extends LitElement {
  static override styles = chartStyles

  @property({ attribute: false }) data: ScoredRows | undefined

  override render() {
    return this.data ? html`<cloud-chart .data=${actualCloud(this.data)}></cloud-chart>` : nothing
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "actual-chart": ActualChart
  }
}
