import { html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import { type Ensemble, shapByWindow } from "../../src/index.js"
import {
  columnOf,
  dependenceOf,
  heatmapData,
  histogramData,
  interactionData,
  interactionsOf,
  strongestPartner,
} from "../feature-facts.js"
import { dateWindows } from "../lag-facts.js"
import { once } from "../once.js"
import type { DependenceLines } from "../plots/dependence-lines.js"
import type { ShapWindowsData } from "../plots/shap-windows.js"
import type { Result } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/dependence-chart.js"
import "../views/dependence-lines.js"
import "../views/interaction-heatmap.js"
import "../views/shap-heatmap.js"
import "../views/shap-windows-chart.js"
import "../views/value-histogram.js"
import { Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import { windowLengths } from "./window-lengths.js"

/** One feature: its values, its effects, what the model makes of it, and which others it acts with. */
@customElement("page-feature")
export class FeaturePage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  private readonly histogram = once(histogramData)
  private readonly heatmap = once(heatmapData)
  private readonly pairs = new Latest<Awaited<ReturnType<typeof interactionsOf>>>(this, "interactions")
  private readonly dependence = new Latest<DependenceLines>(this, "partial dependence")

  private readonly windows = new Latest<ShapWindowsData>(this, "effects by window", true)

  protected override renderPage() {
    const ensemble = this.session.state.model?.ensemble
    const feature = this.feature()
    if (!ensemble || feature === undefined) return html`<p class="quiet">The model is being read.</p>`
    this.compute(ensemble, feature)
    return html`
      <section aria-labelledby="title">
        <h2 id="title">How does ${feature} work?</h2>
        ${this.renderChooser(feature)} ${this.pairs.progress()} ${this.dependence.progress()}
      </section>
      <div class="charts">${this.renderDependence(feature)} ${this.renderLines()} ${this.renderHistogram(ensemble, feature)} ${this.renderPairs()}</div>
      ${this.renderWindows()} ${this.renderHeatmap()}
    `
  }

  override step(by: 1 | -1): void {
    const names = this.names()
    const at = names.indexOf(this.feature() ?? "")
    const next = names[at + by]
    if (next !== undefined) this.session.look({ feature: next })
  }

  override search(): void {
    this.renderRoot.querySelector("select")?.focus()
  }

  /** By importance as soon as that is known. */
  private names(): readonly string[] {
    const { result, model } = this.session.state
    return result?.ranking.map(({ feature }) => feature) ?? model?.ensemble?.features.map(({ name }) => name) ?? []
  }

  private feature(): string | undefined {
    return this.session.view.feature ?? this.names()[0]
  }

  private compute(ensemble: Ensemble, feature: string) {
    const table = this.session.state.table!.table
    const { output } = this.session.view
    this.dependence.want(this.session, [ensemble, table, feature, output], async (job) =>
      dependenceOf(await this.session.engine(), ensemble, table, feature, output, job),
    )
    this.computeWindows(feature)
    if (ensemble.noShap || ensemble.features.length < 2) return
    this.pairs.want(this.session, [ensemble, table, output], async (job) =>
      interactionsOf(await this.session.engine(), ensemble, table, output, job),
    )
  }

  private computeWindows(feature: string) {
    const { result, table } = this.session.state
    const { output } = this.session.view
    const every = String(this.option("feature.every") ?? "")
    const roles = table!.roles
    if (!result || roles.date === undefined) return
    this.windows.want(this.session, [result, roles.date, feature, output, every], async (job) => {
      const engine = await this.session.engine()
      const { windows, undated } = await dateWindows(engine, { table: result.rows, roles }, every, job)
      const { explanation } = result
      const values = explanation.values[output]![explanation.features.indexOf(feature)]!
      return {
        ...{ feature, windows: shapByWindow(values, windows) },
        space: explanation.space === "raw" ? "margin" : "probability",
        rows: this.accountOf(result, undated),
      }
    })
  }

  private accountOf({ rows, explanation }: Result, undated: number) {
    const total = this.session.state.table!.table.rows
    return {
      ...{ in: total, used: rows.rows - undated, dropped: [["without a date", undated]] as const },
      ...(explanation.sample && { sample: "uniform sample, seed 0" }),
    }
  }

  /** Whether the feature does the same at all times. */
  private renderWindows() {
    const data = this.windows.value
    if (this.session.state.table!.roles.date === undefined)
      return html`<p class="quiet">Effects over time need a date column. Give one that role under \u201cWhat did I drop?\u201d.</p>`
    if (!data) return this.windows.progress()
    return html`<section aria-labelledby="over-time">
      <h3 id="over-time">Does it do the same at all times?</h3>
      <div class="bar">${optionSelect(this.session, "feature.every", "A window is", windowLengths, String(this.option("feature.every") ?? ""))}</div>
      <shap-windows-chart .data=${data}></shap-windows-chart>
    </section>`
  }

  private renderChooser(feature: string) {
    const names = this.names()
    const at = names.indexOf(feature)
    return html`<div class="bar">
      <label>Feature
        <select name="feature" @change=${(event: Event) => this.session.look({ feature: (event.target as HTMLSelectElement).value })}>
          ${names.map((name) => html`<option value=${name} .selected=${name === feature}>${name}</option>`)}
        </select>
      </label>
      <button aria-label="Previous feature" title="k" ?disabled=${at <= 0} @click=${() => this.step(-1)}>\u2039</button>
      <button aria-label="Next feature" title="j" ?disabled=${at === names.length - 1} @click=${() => this.step(1)}>\u203a</button>
      <span class="quiet">${at + 1} of ${names.length}</span>
    </div>`
  }

  private renderDependence(feature: string) {
    const { result, table } = this.session.state
    if (!result) return nothing
    const partner = this.pairs.value && strongestPartner(this.pairs.value, feature)
    const chosen = this.option("feature.color")
    const color = chosen === undefined ? (partner ?? "") : String(chosen)
    return html`<dependence-chart
      .explanation=${result.explanation}
      .table=${result.rows}
      .output=${this.session.view.output}
      .feature=${feature}
      .color=${color}
      .total=${table?.table.rows}
      @row-selected=${(event: CustomEvent<number>) => this.session.look({ row: event.detail })}
    >
      <div slot="controls" class="bar" style="margin-bottom:8px">
        <label>Colour
          <select @change=${this.chooseColor}>
            <option value="auto" .selected=${chosen === undefined}>strongest interaction${partner ? `: ${partner}` : ""}</option>
            <option value="" .selected=${chosen === ""}>none</option>
            ${this.names().map((name) => html`<option value=${`=${name}`} .selected=${name === chosen}>${name}</option>`)}
          </select>
        </label>
      </div>
    </dependence-chart>`
  }

  private chooseColor(event: Event) {
    const { value } = event.target as HTMLSelectElement
    this.session.setOption("feature.color", value === "auto" ? undefined : value.replace(/^=/, ""))
  }

  private renderLines() {
    const data = this.dependence.value
    return data ? html`<dependence-lines .data=${data}></dependence-lines>` : nothing
  }

  private renderHistogram(ensemble: Ensemble, feature: string) {
    const { table, result } = this.session.state
    const column = columnOf(table!.table, result?.explanation, ensemble, feature)
    return column
      ? html`<value-histogram .data=${this.histogram(table!.table, column.name, feature)}></value-histogram>`
      : nothing
  }

  private renderPairs() {
    const found = this.pairs.value
    if (!found) return nothing
    const data = interactionData(found, this.names(), this.session.state.table!.table.rows)
    return html`<interaction-heatmap .data=${data}></interaction-heatmap>`
  }

  private renderHeatmap() {
    const { result } = this.session.state
    if (!result) return nothing
    const data = this.heatmap(result.explanation, result.ranking, this.session.view.output)
    return html`<shap-heatmap
      .data=${data}
      @row-selected=${(event: CustomEvent<number>) => this.session.look({ row: event.detail })}
    ></shap-heatmap>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-feature": FeaturePage
  }
}
