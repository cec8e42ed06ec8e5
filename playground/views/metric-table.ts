import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { MeasuredMetric } from "../../src/index.js"
import { csvOf } from "../plots/chart-table.js"
import { plain } from "../plots/format.js"
import { metricName } from "../plots/metric-names.js"
import { controlStyles } from "./chart-styles.js"
import { fileName, saveFile } from "./save-chart.js"

const numbers = ["value", "low", "high", "random", "constant", "shuffled"] as const

/** Every metric in a row, with its interval and baselines beside it. */
@customElement("metric-table")
export class MetricTable extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
        min-width: 0;
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      h3 {
        margin: 0;
        font-size: 1rem;
      }
      .head button {
        border-color: transparent;
        background: none;
        color: var(--quiet);
        min-height: 24px;
        font-size: 12px;
      }
      .scroll {
        max-height: 460px;
      }
      thead th {
        position: sticky;
        top: 0;
      }
      .words {
        min-width: 20ch;
        white-space: normal;
        color: var(--quiet);
      }
    `,
  ]

  @property() heading = "All metrics"
  @property({ attribute: false }) metrics: readonly MeasuredMetric[] = []

  override render() {
    return html`<div class="head">
        <h3>${this.heading}</h3>
        <button aria-label="CSV of ${this.heading}" @click=${this.save}>CSV</button>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${this.heading}>
        <table>
          <thead>
            <tr>
              <th scope="col">metric</th>
              ${numbers.map((name) => html`<th scope="col" class="number">${name}</th>`)}
              <th scope="col">interval</th>
              <th scope="col" class="number">rows</th>
              <th scope="col" class="words">definition</th>
            </tr>
          </thead>
          <tbody>
            ${this.metrics.map((metric) => this.renderRow(metric))}
          </tbody>
        </table>
      </div>`
  }

  private renderRow(metric: MeasuredMetric) {
    const { name, method, rows, unit, definition, reason } = metric
    return html`<tr>
      <th scope="row">${metricName(name)}</th>
      ${numbers.map((key) => html`<td class="number">${metric[key] === null ? "" : plain(metric[key])}</td>`)}
      <td>${method ?? ""}</td>
      <td class="number">${rows.toLocaleString("en-US")}${unit === "rows" ? "" : ` ${unit}`}</td>
      <td class="words">${reason || definition}</td>
    </tr>`
  }

  private save() {
    const rows = this.metrics.map((each) => [
      ...[each.name, ...numbers.map((key) => each[key] ?? "")],
      ...[each.method ?? "", each.rows, each.unit, each.definition, each.reason ?? ""],
    ])
    const columns = ["metric", ...numbers, "interval", "rows", "unit", "definition", "reason"]
    saveFile(fileName(this.heading, "csv"), new Blob([csvOf({ columns, rows })], { type: "text/csv" }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "metric-table": MetricTable
  }
}
