import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { MeasuredMetric } from "../../src/index.js"
import { percent, plain } from "../plots/format.js"
import { metricName } from "../plots/metric-names.js"
import { accountText, type RowAccount } from "../plots/plot.js"
import { controlStyles } from "./chart-styles.js"

/** A number that stands beside the value for comparison. */
const baselines = ["random", "constant", "shuffled"] as const

/** Metrics in large type: each with its interval, what scores that know nothing come to, its definition and its rows. */
@customElement("metric-cards")
export class MetricCards extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
        gap: 12px;
      }
      article {
        border: 1px solid var(--line);
        border-radius: 8px;
        padding: 10px 14px 12px;
        display: grid;
        gap: 6px;
        align-content: start;
        min-width: 0;
      }
      .head {
        display: flex;
        gap: 4px 10px;
        justify-content: space-between;
        align-items: baseline;
        flex-wrap: wrap;
      }
      h3 {
        margin: 0;
        font-size: 13px;
        font-weight: 600;
      }
      .standing {
        font-size: 12px;
        color: var(--quiet);
      }
      .value {
        font-size: 1.7rem;
        font-weight: 600;
        letter-spacing: -0.02em;
        line-height: 1.15;
        font-variant-numeric: tabular-nums;
      }
      .interval {
        font-variant-numeric: tabular-nums;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0 14px;
        margin: 0;
        font-variant-numeric: tabular-nums;
        font-size: 13px;
      }
      dl div {
        display: flex;
        gap: 5px;
      }
      dt,
      .small {
        color: var(--quiet);
      }
      dd {
        margin: 0;
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .small {
        font-size: 12px;
      }
    `,
  ]

  @property({ attribute: false }) metrics: readonly MeasuredMetric[] = []
  /** Of the intervals. */
  @property({ type: Number }) level = 0.95
  /** The rows of the table; a metric says how many of them it is made of. */
  @property({ attribute: false }) rows: RowAccount | undefined

  override render() {
    return this.metrics.map((metric) => this.renderCard(metric))
  }

  private renderCard(metric: MeasuredMetric) {
    const { name, definition, value, reason, standing } = metric
    return html`<article aria-label=${metricName(name)}>
      <div class="head">
        <h3>${metricName(name)}</h3>
        ${standing ? html`<span class="standing">${standing}</span>` : nothing}
      </div>
      <div class="value" data-metric=${name} data-value=${value ?? ""}>${value === null ? "\u2013" : plain(value)}</div>
      ${value === null ? html`<p>${reason}</p>` : this.renderInterval(metric)} ${this.renderBaselines(metric)}
      <p class="small">${definition}</p>
      ${this.rows ? html`<p class="small">${this.account(metric)}</p>` : nothing}
    </article>`
  }

  private renderInterval({ low, high, method, blocks, samples }: MeasuredMetric) {
    if (low === null || high === null) return html`<div class="small">no interval</div>`
    const drawn = blocks === null ? "" : `, ${blocks.toLocaleString("en-US")} blocks drawn ${samples} times`
    return html`<div class="interval">
      [${plain(low)}, ${plain(high)}] <span class="small">${percent(this.level, 0)} ${method}${drawn}</span>
    </div>`
  }

  private renderBaselines(metric: MeasuredMetric) {
    const known = baselines.filter((name) => metric[name] !== null)
    if (known.length === 0) return nothing
    return html`<dl>${known.map((name) => html`<div><dt>${name}</dt><dd>${plain(metric[name]!)}</dd></div>`)}</dl>`
  }

  private account({ rows, unit, dropped }: MeasuredMetric): string {
    const own = dropped
      .filter((each) => each.rows > 0)
      .map((each) => `${each.rows.toLocaleString("en-US")} ${each.reason}`)
    const inUnits =
      unit === "rows"
        ? ""
        : `; ${rows.toLocaleString("en-US")} ${unit}${own.length > 0 ? ` (without ${own.join(", ")})` : ""}`
    return accountText(this.rows!) + inUnits
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "metric-cards": MetricCards
  }
}
