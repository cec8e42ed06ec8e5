import { html } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Explanation, RankedFeature } from "../../src/index.js"
import { type ImportanceData, importancePlot } from "../plots/importance-bars.js"
import { accountOf } from "./account-of.js"
import { ChartView } from "./chart-view.js"

/**
 * The features of a model by their mean |SHAP|.
 * @fires feature-selected - the name of the feature whose bar was clicked, in `detail`
 */
@customElement("importance-chart")
export class ImportanceChart extends ChartView<ImportanceData> {
  @property({ attribute: false }) ranking: readonly RankedFeature[] = []
  @property({ attribute: false }) explanation: Explanation | undefined
  /** Rows of the table the explained ones were drawn from. */
  @property({ type: Number }) total: number | undefined
  @property({ type: Number }) most = 10
  protected readonly plot = importancePlot

  override willUpdate() {
    const bars = this.ranking.map(({ feature, meanAbsShap, meanShap, direction }) => {
      return { feature, value: meanAbsShap, mean: meanShap, direction: direction.toLowerCase() }
    })
    const rows = this.explanation && accountOf(this.explanation, this.total)
    const space = this.explanation?.space === "probability" ? "probability" : "margin"
    this.data = { bars, most: this.most, space, ...(rows && { rows }) }
  }

  override render() {
    if (this.ranking.length === 0) return html`<p class="quiet">No features are ranked yet.</p>`
    return html`<div @click=${this.choose}>${super.render()}</div>`
  }

  private choose(event: Event) {
    const feature = (event.target as Element).closest<SVGElement>("[data-feature]")?.dataset.feature
    if (feature)
      this.dispatchEvent(new CustomEvent("feature-selected", { detail: feature, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "importance-chart": ImportanceChart
  }
}
