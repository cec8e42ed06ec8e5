import { html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { RankedFeature } from "../../src/index.js"
import { plain } from "../plots/format.js"
import { importanceBars } from "../plots/importance-bars.js"
import "./chart-frame.js"
import { chartStyles } from "./chart-styles.js"
import { WidthController } from "./width-controller.js"

/** Mean |SHAP| of every feature as bars. */
@customElement("importance-chart")
export class ImportanceChart extends LitElement {
  static override styles = [chartStyles]

  /** Sorted, the largest first. */
  @property({ attribute: false }) ranking: readonly RankedFeature[] = []
  @property({ type: Number }) width = 640

  constructor() {
    super()
    new WidthController(this)
  }

  override render() {
    const bars = this.ranking.map(({ feature, meanAbsShap }) => ({ feature, value: meanAbsShap }))
    const table = {
      columns: ["feature", "mean |SHAP|", "mean SHAP", "direction", "correlation of value and SHAP"],
      rows: this.ranking.map((each) => [
        each.feature,
        each.meanAbsShap,
        each.meanShap,
        each.direction,
        each.correlation ?? "none",
      ]),
    }
    return html`<chart-frame heading="Average effect of each feature" .summary=${this.summary} .table=${table}>
      ${importanceBars(bars, this.width)}
    </chart-frame>`
  }

  private get summary(): string {
    const [largest] = this.ranking
    if (!largest) return "No features."
    return `${this.ranking.length} features; the largest is ${largest.feature}, mean |SHAP| ${plain(largest.meanAbsShap)} in units of the margin.`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "importance-chart": ImportanceChart
  }
}
