import { css, html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import { count, type RankedFeature } from "../../src/index.js"
import { arrangeRanking, groupByPrefix } from "../arrange-ranking.js"
import { once } from "../once.js"
import "../views/beeswarm-chart.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/importance-chart.js"
import "./importance-part.js"
import { OrderLock } from "./order-lock.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./pair-bar.js"

const orders = {
  importance: "by effect",
  model: "as in the model",
  name: "by name",
  lock: "locked to another model or run",
} as const
type Order = keyof typeof orders

/** The features by their effect, on average and on each row. */
@customElement("page-features")
export class FeaturesPage extends PageElement {
  static override styles = [
    controlStyles,
    pageStyles,
    css`
      input[type="search"] {
        width: 180px;
      }
    `,
  ]

  /** The same list until something about it changes: the charts draw a million dots for another one. */
  private readonly found = once(
    (ranking: readonly RankedFeature[], features: readonly string[], search: string, order: Order) =>
      arrangeRanking(ranking, { search, order, features }),
  )
  private readonly lock = new OrderLock(this)

  protected override renderPage() {
    const { result, model } = this.session.state
    if (this.option("features.order") === "lock") this.lock.want()
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Which features drive ${model?.label}?</h2>
        <pair-bar .session=${this.session}></pair-bar>
      </section>
      ${result ? this.renderResult() : html`<p class="quiet">The first rows are being explained.</p>`}
    `
  }

  private renderResult() {
    const { result, table } = this.session.state
    const { ranking, explanation, rows } = result!
    const shown = this.arranged(ranking, explanation.features)
    const most = Number(this.option("features.most") ?? 10)
    const bars = this.option("features.group") ? groupByPrefix(shown, this.order() !== "importance") : shown
    const sampled = explanation.sample ? `A sample of ${count(rows.rows, "row")} so far. ` : ""
    return html`
      <p class="quiet">${sampled}SHAP values add up to the margin within ${explanation.additivityError.relative.toExponential(1)} relative.</p>
      ${this.renderControls()}
      <div class="charts">
        <importance-chart
          .ranking=${bars}
          .explanation=${explanation}
          .total=${table?.table.rows}
          .most=${most}
          @feature-selected=${(event: CustomEvent<string>) => this.choose(event.detail)}
        ></importance-chart>
        <beeswarm-chart
          .ranking=${shown}
          .explanation=${explanation}
          .table=${rows}
          .output=${this.session.view.output}
          .most=${most}
          .total=${table?.table.rows}
          @row-selected=${(event: CustomEvent<number>) => this.session.look({ row: event.detail, page: "row" })}
        ></beeswarm-chart>
      </div>
      <importance-part
        .session=${this.session}
        .ranking=${ranking}
        .most=${most}
        .order=${this.order() === "importance" ? undefined : shown.map(({ feature }) => feature)}
      ></importance-part>
    `
  }

  private renderControls() {
    const order = String(this.option("features.order") ?? "importance")
    const most = Number(this.option("features.most") ?? 10)
    const set = (key: string) => (event: Event) =>
      this.session.setOption(key, (event.target as HTMLSelectElement).value)
    return html`<div class="bar">
      <label>Search
        <input type="search" aria-keyshortcuts="/" .value=${String(this.option("features.search") ?? "")} @change=${set("features.search")} />
      </label>
      <label>Order
        <select @change=${set("features.order")}>
          ${this.orders().map(([value, text]) => html`<option value=${value} .selected=${value === order}>${text}</option>`)}
        </select>
      </label>
      ${order === "lock" ? this.lock.render() : nothing}
      <label>Rows
        <select @change=${(event: Event) => this.session.setOption("features.most", Number((event.target as HTMLSelectElement).value))}>
          ${[10, 20, 40, 1000].map((value) => html`<option value=${value} .selected=${value === most}>${value === 1000 ? "all" : value}</option>`)}
        </select>
      </label>
      <label>
        <input type="checkbox" .checked=${Boolean(this.option("features.group"))} @change=${(event: Event) => this.session.setOption("features.group", (event.target as HTMLInputElement).checked || undefined)} />
        group bars by prefix
      </label>
      ${this.renderFound()}
    </div>`
  }

  private renderFound() {
    const search = String(this.option("features.search") ?? "")
    if (!search) return nothing
    const { ranking, explanation } = this.session.state.result!
    return html`<span class="quiet">${this.arranged(ranking, explanation.features).length} of ${ranking.length} features</span>`
  }

  /** Nothing can be locked to where only one model is open, and no store. */
  private orders() {
    return Object.entries(orders).filter(([name]) => name !== "lock" || this.lock.offered)
  }

  /** The order that is drawn: an unknown one does not reorder. */
  private order(): Order {
    const wanted = String(this.option("features.order") ?? "importance")
    if (wanted === "lock") return this.lock.features ? "lock" : "importance"
    return wanted in orders ? (wanted as Order) : "importance"
  }

  private arranged(ranking: readonly RankedFeature[], features: readonly string[]): RankedFeature[] {
    const order = this.order()
    const search = String(this.option("features.search") ?? "")
    return this.found(ranking, order === "lock" ? this.lock.features! : features, search, order)
  }

  /** A group's bar is no feature. */
  private choose(feature: string) {
    const known = this.session.state.result?.explanation.features.includes(feature)
    if (known) this.session.look({ feature, page: "feature" })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-features": FeaturesPage
  }
}
