import { css, html, LitElement, nothing, type PropertyValues } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Explanation, Table } from "../../src/index.js"
import type { CloudData } from "../plots/cloud.js"
import { dependenceCloud } from "../shap-clouds.js"
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

  override willUpdate(changed: PropertyValues<this>) {
    // Without new inputs the same data: a cloud of a million points is not drawn again.
    if (changed.size === 0) return
    const { explanation, table, feature } = this
    const j = explanation?.features.indexOf(feature) ?? -1
    const cloud = explanation && table && j >= 0 ? dependenceCloud(explanation, table, this) : undefined
    this.data = cloud && { ...cloud, rows: accountOf(explanation!, this.total) }
  }

  override render() {
    return this.data
      ? html`<cloud-chart .data=${this.data}><slot name="controls" slot="controls"></slot></cloud-chart>`
      : nothing
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dependence-chart": DependenceChart
  }
}
