import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { type Column, columnNamed, type Explanation, type Table } from "../../src/index.js"
import type { CloudAxis, CloudData } from "../plots/cloud.js"
import { plain } from "../plots/format.js"
import { accountOf } from "./account-of.js"
import "./cloud-chart.js"

/**
 * A feature's values against its SHAP values, coloured by another feature.
 * @fires row-selected - the number, in the whole table, of the row whose point was clicked, in `detail`
 */
@customElement("dependence-chart")
export class DependenceChart extends LitElement {
  static override styles = css`
    :host {
      display: block;
      min-width: 0;
    }
  `

  @property({ attribute: false }) explanation: Explanation | undefined
  /** The rows that were explained. */
  @property({ attribute: false }) table: Table | undefined
  @property({ type: Number }) output = 0
  @property() feature = ""
  /** The feature that colours the points; none by default. */
  @property() color = ""
  /** Rows of the table that the explained ones were drawn from. */
  @property({ type: Number }) total: number | undefined
  private data: CloudData | undefined

  override willUpdate() {
    const { explanation, table, feature } = this
    const j = explanation?.features.indexOf(feature) ?? -1
    this.data = explanation && table && j >= 0 ? this.cloud(explanation, table, j) : undefined
  }

  override render() {
    return this.data
      ? html`<cloud-chart .data=${this.data}><slot name="controls" slot="controls"></slot></cloud-chart>`
      : nothing
  }

  private cloud(explanation: Explanation, table: Table, j: number): CloudData {
    const { feature, color, output } = this
    const own = columnNamed(table, explanation.matching.columns[j]!)
    const other = explanation.features.indexOf(color)
    const shap = explanation.values[output]![j]!
    const by = other >= 0 && color !== feature
    return {
      heading: `What ${feature} does`,
      summary: this.words(shap),
      definition: by
        ? `SHAP value against the feature's value; coloured by ${color}, 5th to 95th percentile; missing values on the left edge`
        : "SHAP value against the feature's value; missing values on the left edge; grey bars count rows",
      x: axisOf(own, feature),
      y: { label: `SHAP value for ${feature}`, values: shap },
      ...(by && { color: axisOf(columnNamed(table, explanation.matching.columns[other]!), color) }),
      ...(explanation.sample && { ids: explanation.sample }),
      guide: "zero",
      histogram: true,
      rows: accountOf(explanation, this.total),
    }
  }

  private words(shap: Float64Array): string {
    let [low, high] = [0, 0]
    for (const value of shap) {
      if (value < low) low = value
      if (value > high) high = value
    }
    return `${this.feature} moves the output by ${plain(low)} to ${plain(high)}.`
  }
}

/** A column as an axis: categories by their codes. */
function axisOf(column: Column, label: string): CloudAxis {
  if (column.type !== "category") return { label, values: column.values }
  const values = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
  return { label, values, categories: column.categories }
}

declare global {
  interface HTMLElementTagNameMap {
    "dependence-chart": DependenceChart
  }
}
