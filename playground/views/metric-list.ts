import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { MeasuredMetric, ReportedMetrics } from "../../src/index.js"
import { plain } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"

/** Every metric of a table's scores: value, interval, what a random score comes to, and the definition. */
@customElement("metric-list")
export class MetricList extends LitElement {
  static override styles = [
    controlStyles,
    css`
      td.words {
        color: var(--quiet);
        min-width: 24ch;
      }
    `,
  ]

  @property({ attribute: false }) measured: ReportedMetrics | undefined

  override render() {
    const { measured } = this
    if (!measured) return nothing
    const { target, kind, level, rows, metrics } = measured
    const columns = [
      "metric",
      "value",
      `${Number((100 * level).toPrecision(3))} % interval`,
      "random",
      "standing",
      "what it is",
    ]
    return html`
      <p class="quiet">${kind} target ${target}: ${rows.total.toLocaleString("en-US")} rows in \u2192 ${rows.used.toLocaleString("en-US")} used</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Metrics">
        <table>
          <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody>${metrics.map((each) => this.renderMetric(each))}</tbody>
        </table>
      </div>`
  }

  private renderMetric({ name, value, low, high, method, random, standing, reason, definition }: MeasuredMetric) {
    const interval = low === null || high === null ? "" : `[${numberText(low)}, ${numberText(high)}] ${method ?? ""}`
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${value === null ? "" : numberText(value)}</td>
      <td class="number">${interval}</td>
      <td class="number">${random === null ? "" : numberText(random)}</td>
      <td>${standing ?? ""}</td>
      <td class="words">${[definition, reason].filter(Boolean).join("; ")}</td>
    </tr>`
  }
}

/** A number of a file may be the text "NaN". Four decimals: metrics are compared by their third. */
function numberText(value: number | string): string {
  const number = Number(value)
  const size = Math.abs(number)
  return size >= 0.001 && size < 10 ? number.toFixed(4).replace("-", "\u2212") : plain(number)
}

declare global {
  interface HTMLElementTagNameMap {
    "metric-list": MetricList
  }
}
