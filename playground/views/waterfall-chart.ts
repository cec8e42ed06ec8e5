import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Explanation, Table } from "../../src/index.js"
import { cellText, columnNamed } from "../../src/index.js"
import { plain } from "../plots/format.js"
import { type Step, waterfall } from "../plots/waterfall.js"
import "./chart-frame.js"
import { chartStyles, controlStyles } from "./chart-styles.js"
import { WidthController } from "./width-controller.js"

/**
 * How one row's prediction comes about.
 * @fires row-selected - another row was chosen; its number among the explained ones is in `detail`
 */
@customElement("waterfall-chart")
export class WaterfallChart extends LitElement {
  static override styles = [
    chartStyles,
    controlStyles,
    css`
      form {
        display: flex;
        gap: 8px;
        align-items: center;
        margin-bottom: 12px;
        flex-wrap: wrap;
      }
      input {
        width: 9ch;
      }
    `,
  ]

  @property({ attribute: false }) explanation: Explanation | undefined
  /** The rows that were explained. */
  @property({ attribute: false }) table: Table | undefined
  @property({ type: Number }) output = 0
  @property({ type: Number }) row = 0
  @property({ type: Number }) width = 640

  constructor() {
    super()
    new WidthController(this)
  }

  override render() {
    const { explanation, table, row } = this
    if (!explanation || !table || table.rows === 0) return html`<p class="quiet">No rows are explained yet.</p>`
    const base = explanation.baseValues[this.output]!
    const margin = explanation.margins[row * explanation.outputs + this.output]!
    const steps = this.steps(explanation, table)
    const numbers = {
      columns: ["feature", "value", "SHAP"],
      rows: steps.map((step) => [step.feature, step.value, step.shap]),
    }
    const number = explanation.sample?.[row] ?? row
    const summary = `Row ${number}: the base value ${plain(base)} and all features' effects make the margin ${plain(margin)}.`
    return html`
      ${this.chooser(table.rows)}
      <chart-frame heading="Why this row?" .summary=${summary} .table=${numbers}>
        ${waterfall(steps, base, margin, this.width)}
      </chart-frame>
    `
  }

  private chooser(rows: number) {
    const { row } = this
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <label for="row">Row</label>
      <button type="button" aria-label="Previous row" ?disabled=${row === 0} @click=${() => this.choose(row - 1)}>‹</button>
      <input id="row" type="number" min="0" max=${rows - 1} .value=${String(row)} @change=${this.typed} />
      <button type="button" aria-label="Next row" ?disabled=${row === rows - 1} @click=${() => this.choose(row + 1)}>›</button>
      <span class="quiet">of ${rows.toLocaleString("en-US")}, counted from 0</span>
    </form>`
  }

  private steps({ features, values, matching }: Explanation, table: Table): Step[] {
    return features.map((feature, j) => {
      const column = columnNamed(table, matching.columns[j]!)
      const value =
        column.type === "number" ? plain(column.values[this.row]!) : (cellText(column, this.row) ?? "missing")
      return { feature, value, shap: values[this.output]![j]![this.row]! }
    })
  }

  private typed(event: Event) {
    const typed = Number((event.target as HTMLInputElement).value)
    if (Number.isInteger(typed)) this.choose(Math.max(0, Math.min((this.table?.rows ?? 1) - 1, typed)))
  }

  private choose(row: number) {
    this.dispatchEvent(new CustomEvent("row-selected", { detail: row, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "waterfall-chart": WaterfallChart
  }
}
