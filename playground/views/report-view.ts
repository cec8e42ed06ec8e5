import { html, LitElement, nothing, type PropertyValues } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import type { Explanation, Report, ReportedRows, Table } from "../../src/index.js"
import { decisionOf, pairedOf } from "../decision-of.js"
import { importanceData } from "../importance-facts.js"
import type { PermutationData } from "../plots/permutation-boxes.js"
import { unpackRows } from "../report/unpack.js"
import { partsOf } from "../row-facts.js"
import { applyPalette, applyTheme, nextTheme, paletteName, palettes, themeOf } from "../theme.js"
import "./beeswarm-chart.js"
import { controlStyles } from "./chart-styles.js"
import "./comparison-table.js"
import "./decision-card.js"
import "./dependence-chart.js"
import "./finding-card.js"
import "./importance-chart.js"
import "./metric-list.js"
import "./paired-chart.js"
import "./permutation-chart.js"
import "./ranking-table.js"
import "./report-curves.js"
import { reportStyles } from "./report-styles.js"
import "./waterfall-chart.js"

/** A report: what was found about a model and its runs, to be read and explored without the program that wrote it. */
@customElement("report-view")
export class ReportView extends LitElement {
  static override styles = [controlStyles, reportStyles]

  @property({ attribute: false }) report: Report | undefined
  /** The report is the whole page: it has a theme and colours of its own. */
  @property({ type: Boolean }) standalone = false
  @state() private feature = ""
  @state() private color = ""
  @state() private row = 0
  private unpacked: { explanation: Explanation; table: Table } | undefined
  private boxes: PermutationData | undefined

  override willUpdate(changed: PropertyValues<this>) {
    if (!changed.has("report")) return
    const rows = this.report?.rows
    this.unpacked = rows ? unpackRows(rows) : undefined
    this.feature = rows?.ranking[0]?.feature ?? ""
    this.color = rows?.ranking[1]?.feature ?? ""
    this.row = 0
    const importance = this.report?.importance
    this.boxes = importance ? { ...importanceData(importance), most: 15 } : undefined
  }

  override render() {
    const { report } = this
    if (!report) return nothing
    const { title, created, version, facts, notes, decision, metrics, curves, findings, rows } = report
    const { importance, ranking, comparison } = report
    return html`<article>
      <header>
        <h1>${title}</h1>
        <p class="quiet">Written by Leafwise ${version} at ${created.slice(0, 16).replace("T", " ")} UTC. Everything it shows is in this file.</p>
        ${this.standalone ? this.renderLook() : nothing}
        <dl>${facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
        ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
      </header>
      ${decision ? this.section("Decision", html`<decision-card .decision=${decisionOf(decision)}></decision-card><paired-chart .data=${pairedOf(decision)}></paired-chart>`) : nothing}
      ${metrics || curves ? this.section("Is it any good?", html`${metrics ? html`<metric-list .measured=${metrics}></metric-list>` : nothing}${curves ? html`<report-curves .curves=${curves}></report-curves>` : nothing}`) : nothing}
      ${findings.length > 0 ? this.section("Findings", html`${findings.map((finding) => html`<finding-card .finding=${finding} @feature-selected=${this.chooseFeature}></finding-card>`)}`) : nothing}
      ${rows && this.unpacked ? this.renderRows(rows, this.unpacked) : nothing}
      ${importance ? this.section("What shuffling a feature costs", html`<permutation-chart .data=${this.boxes}></permutation-chart>`) : nothing}
      ${ranking ? this.section("Top models", html`<p class="quiet">${ranking.experiment_name}: finished runs by ${ranking.metric}, ${ranking.total_ranked} in the list.</p><ranking-table still .ranking=${ranking}></ranking-table>`) : nothing}
      ${comparison ? this.section("Runs side by side", html`<comparison-table still .comparison=${comparison}></comparison-table>`) : nothing}
    </article>`
  }

  private section(heading: string, content: unknown) {
    return html`<section><h2>${heading}</h2>${content}</section>`
  }

  private renderLook() {
    return html`<div class="bar">
      <button @click=${() => this.look(() => applyTheme(nextTheme(themeOf())))}>Theme: ${themeOf()}</button>
      <label>Colours
        <select @change=${(event: Event) => this.look(() => applyPalette((event.target as HTMLSelectElement).value as keyof typeof palettes))}>
          ${Object.entries(palettes).map(([name, label]) => html`<option value=${name} .selected=${name === paletteName()}>${label}</option>`)}
        </select>
      </label>
    </div>`
  }

  private look(change: () => void) {
    change()
    this.requestUpdate()
  }

  private renderRows(rows: ReportedRows, { explanation, table }: { explanation: Explanation; table: Table }) {
    const has = (card: ReportedRows["cards"][number]) => rows.cards.includes(card) && (card === "bar" || table.rows > 0)
    return html`
      ${this.section(
        "Which features drive it?",
        html`<p class="quiet">${this.account(rows, table.rows)}</p>
        <div class="charts">
          ${has("bar") ? html`<importance-chart .ranking=${rows.ranking} .most=${15} @feature-selected=${(event: CustomEvent<string>) => this.choose(event.detail)}></importance-chart>` : nothing}
          ${has("beeswarm") ? html`<beeswarm-chart .ranking=${rows.ranking} .explanation=${explanation} .table=${table} .total=${rows.total} .most=${15} @row-selected=${this.chooseRow}></beeswarm-chart>` : nothing}
        </div>`,
      )}
      ${has("dependence") ? this.section("How does a feature work?", this.renderDependence(rows, explanation, table)) : nothing}
      ${has("waterfall") ? this.section("Why this row?", this.renderRow(rows, explanation, table)) : nothing}
    `
  }

  private account({ total, explained, space, outputs, output, additivityError }: ReportedRows, kept: number): string {
    const number = (value: number) => value.toLocaleString("en-US")
    const of = outputs > 1 ? ` Rows show output ${output} of ${outputs}.` : ""
    const all =
      explained === total
        ? `all ${number(total)} rows`
        : `${number(explained)} of ${number(total)} rows, drawn at random`
    return `The ranking is made of ${all}; ${number(kept)} of them are in this file, drawn evenly. Effects are on the ${space === "raw" ? "margin" : "probability"} and add up to it within ${additivityError.relative.toExponential(1)} relative.${of}`
  }

  private renderDependence({ features, total }: ReportedRows, explanation: Explanation, table: Table) {
    return html`<div class="bar">
        ${this.renderSelect("Feature", features, this.feature, (name) => this.choose(name))}
        ${this.renderSelect("coloured by", features, this.color, (name) => {
          this.color = name
        })}
      </div>
      <dependence-chart .explanation=${explanation} .table=${table} .feature=${this.feature} .color=${this.color} .total=${total} @row-selected=${this.chooseRow}></dependence-chart>`
  }

  private renderRow(_rows: ReportedRows, explanation: Explanation, table: Table) {
    const number = explanation.sample?.[this.row] ?? this.row
    return html`<div class="bar">
        <label>Row <input type="number" min="1" max=${table.rows} .value=${String(this.row + 1)} @change=${(
          event: Event,
        ) => {
          const wanted = Math.round(Number((event.target as HTMLInputElement).value)) - 1
          this.row = Math.min(table.rows - 1, Math.max(0, wanted || 0))
        }} /> of ${table.rows.toLocaleString("en-US")} in this file</label>
        <span class="quiet">row ${number} of the table, counted from 0</span>
      </div>
      <waterfall-chart .data=${partsOf(explanation, table, this.row, 0, `row ${number}`)}></waterfall-chart>`
  }

  private renderSelect(label: string, names: readonly string[], chosen: string, choose: (name: string) => void) {
    return html`<label>${label}
      <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${names.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}
      </select>
    </label>`
  }

  private readonly chooseFeature = (event: CustomEvent<string>) => this.choose(event.detail)

  private choose(feature: string) {
    if (this.report?.rows?.features.includes(feature)) this.feature = feature
  }

  /** A row by its number in the whole table. */
  private readonly chooseRow = (event: CustomEvent<number>) => {
    const at = this.unpacked?.explanation.sample?.indexOf(event.detail) ?? event.detail
    if (at >= 0) this.row = at
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "report-view": ReportView
  }
}
