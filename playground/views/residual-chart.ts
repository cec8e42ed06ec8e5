import { html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { residualCloud, type ScoredRows } from "../plots/scored-rows.js"
import { chartStyles } from "./chart-styles.js"
import "./cloud-chart.js"

/**
 * What is left of the target when the prediction is taken off.
 * @fires row-selected - the number of the row whose point was clicked, in `detail`
 */
@customElement("residual-chart")
export class ResidualChart extends LitElement {
  static override styles = chartStyles

  @property({ attribute: false }) data: ScoredRows | undefined

  override render() {
    return this.data ? html`<cloud-chart .data=${residualCloud(this.data)}></cloud-chart>` : nothing
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "residual-chart": ResidualChart
  }
}
