import { html, nothing, type PropertyValues } from "lit"
import { customElement, state } from "lit/decorators.js"
import { cellText, columnNamed, type Ensemble, type Explanation, type NearRow, takeRows } from "../../src/index.js"
import { effect, plain, whole } from "../plots/format.js"
import {
  decisionOf,
  type Edits,
  type ExplainedRow,
  editsOf,
  explainRow,
  fieldText,
  partsOf,
  savedEdits,
} from "../row-facts.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/decision-chart.js"
import "../views/edit-history.js"
import type { PastEdit } from "../views/edit-history.js"
import "../views/force-chart.js"
import "../views/near-rows.js"
import "../views/waterfall-chart.js"
import "../views/what-if.js"
import type { WhatIfChange, WhatIfField } from "../views/what-if.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"

/** Rows that are shown beside the chosen one, and those that are searched for them. */
const NEAREST = 8
const SEARCHED = 50_000

interface Neighbours {
  readonly near: readonly NearRow[]
  /** The chosen row first. */
  readonly explanation: Explanation
  readonly rows: readonly number[]
}

/** One row: how its prediction comes about, rows like it, and what would change it. */
@customElement("page-row")
export class RowPage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  @state() private past: readonly PastEdit[] = []
  private pastOf: readonly unknown[] = []
  private readonly explained = new Latest<ExplainedRow>(this, "explaining the row", true)
  private readonly neighbours = new Latest<Neighbours>(this, "looking for rows like it")

  override willUpdate(_changed: PropertyValues) {
    const { state, view } = this.session ?? {}
    const key = [state?.model, state?.table?.table, view?.row ?? 0]
    // What was tried on one row is not another's.
    if (key.some((each, i) => each !== this.pastOf[i])) [this.past, this.pastOf] = [[], key]
  }

  /** What is typed over the row now: a part of the view, so that a step back takes it back. */
  private get edits(): Edits {
    const { table } = this.session.state
    return table ? editsOf(this.option("row.edits"), table, this.row) : {}
  }

  private get row(): number {
    return Math.min(this.session.view.row ?? 0, (this.session.state.table?.table.rows ?? 1) - 1)
  }

  protected override renderPage() {
    const { model, table } = this.session.state
    const ensemble = model?.ensemble
    if (!ensemble || !table) return html`<p class="quiet">The model is being read.</p>`
    if (table.table.rows === 0) return html`<p class="quiet">${table.path} has no rows.</p>`
    const { row } = this
    this.compute(ensemble, row)
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Why row ${whole(row)}?</h2>
        ${this.renderChooser(row, table.table.rows)} ${this.explained.progress()} ${this.renderPrediction(ensemble)}
      </section>
      ${this.renderCharts(ensemble)} ${this.renderNear()}
    `
  }

  override step(by: 1 | -1): void {
    const rows = this.session.state.table?.table.rows ?? 0
    const next = (this.session.view.row ?? 0) + by
    if (next >= 0 && next < rows) this.session.look({ row: next })
  }

  override search(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#row")?.focus()
  }

  private compute(ensemble: Ensemble, row: number) {
    const table = this.session.state.table!.table
    const { edits } = this
    this.explained.want(this.session, [ensemble, table, row, JSON.stringify(edits)], async (job) => {
      const engine = await this.session.engine()
      // A link may begin with an edit: what it moves is said against the row as it is.
      const first = this.past.length === 0 && Object.keys(edits).length > 0
      if (first) this.remember(await explainRow(engine, ensemble, table, row, {}, job))
      const found = await explainRow(engine, ensemble, table, row, edits, job)
      this.remember(found)
      return found
    })
    this.neighbours.want(this.session, [ensemble, table, row], async (job) => {
      const engine = await this.session.engine()
      const columns = engine.match(ensemble, table).columns
      // The chosen row, then rows spread evenly over the table where it is too large to be searched whole.
      const step = Math.max(1, table.rows / SEARCHED)
      const all = Array.from({ length: Math.min(table.rows, SEARCHED) }, (_, i) => Math.floor(i * step))
      const searched = [row, ...all.filter((each) => each !== row)]
      const part = takeRows({ ...table, columns: columns.map((name) => columnNamed(table, name)) }, searched)
      const found = await engine.nearestRows(part, 0, columns, NEAREST, job)
      const near = found.map((each) => ({ ...each, row: searched[each.row]! }))
      const rows = [row, ...near.map((each) => each.row)]
      return { near, rows, explanation: await engine.shap(ensemble, takeRows(table, rows), job) }
    })
  }

  private remember({ edits, explanation, predictions }: ExplainedRow) {
    const { output } = this.session.view
    const entry = {
      edits,
      margin: explanation.margins[output]!,
      prediction: predictions[output] ?? predictions[0]!,
    }
    if (this.past.some((each) => JSON.stringify(each.edits) === JSON.stringify(edits))) return
    this.past = [...this.past, entry]
  }

  private renderChooser(row: number, rows: number) {
    return html`<form class="bar" @submit=${(event: Event) => event.preventDefault()}>
      <label for="row">Row</label>
      <button type="button" aria-label="Previous row" title="k" ?disabled=${row === 0} @click=${() => this.step(-1)}>\u2039</button>
      <input id="row" type="number" min="0" max=${rows - 1} .value=${String(row)} style="width:10ch" @change=${this.typed} />
      <button type="button" aria-label="Next row" title="j" ?disabled=${row === rows - 1} @click=${() => this.step(1)}>\u203a</button>
      <span class="quiet">of ${whole(rows)}, counted from 0${this.identity(row)}</span>
    </form>`
  }

  /** What the table calls the row. */
  private identity(row: number): string {
    const { table, roles } = this.session.state.table!
    const said = (["id", "date", "group", "target"] as const).flatMap((role) => {
      const name = roles[role]
      if (name === undefined) return []
      const text = cellText(columnNamed(table, name), row) ?? "missing"
      return [`${name} ${text.replace(/T00:00:00\.000Z$/, "")}`]
    })
    return said.length > 0 ? `: ${said.join(", ")}` : ""
  }

  private renderPrediction(ensemble: Ensemble) {
    const found = this.explained.value
    const { output } = this.session.view
    const changed = Object.keys(found?.edits ?? {}).length
    if (!found) return html`<p>\u00a0</p>`
    const margin = found.explanation.margins[output]!
    const [first] = this.past
    const prediction = found.predictions[output] ?? found.predictions[0]!
    const same = ensemble.transform.kind === "identity"
    const moved = changed > 0 && first ? `, ${effect(margin - first.margin)} against the row as it is` : ""
    return html`<p role="status">
      ${changed > 0 ? `With ${changed} ${changed === 1 ? "value" : "values"} changed: ` : ""}margin <strong>${plain(margin)}</strong>${
        same ? "" : html`, prediction <strong>${plain(prediction)}</strong>`
      }${moved}
    </p>`
  }

  private renderCharts(ensemble: Ensemble) {
    const found = this.explained.value
    if (!found) return nothing
    const { row } = found
    const changed = Object.keys(found.edits).length > 0
    const parts = partsOf(
      found.explanation,
      found.table,
      0,
      this.session.view.output,
      `row ${whole(row)}${changed ? " as changed" : ""}`,
    )
    const fields = this.fields(found, row)
    return html`<div class="charts">
        <waterfall-chart .data=${parts}></waterfall-chart>
        <section aria-labelledby="whatif">
          <h3 id="whatif">What if?</h3>
          <p class="quiet">Change a value: the row is predicted again at once.</p>
          <what-if .fields=${fields} @value-changed=${(event: CustomEvent<WhatIfChange>) => this.edit(event.detail)}></what-if>
          <edit-history
            .past=${this.past}
            .now=${this.edits}
            .plain=${ensemble.transform.kind === "identity"}
            @edits-chosen=${(event: CustomEvent<Edits>) => this.take(event.detail)}
          ></edit-history>
        </section>
      </div>
      <force-chart .data=${parts}></force-chart>`
  }

  private renderNear() {
    const found = this.neighbours.value
    const { result, table } = this.session.state
    if (!found) return this.neighbours.progress()
    const [row = 0] = found.rows
    const ranked = result?.ranking.map(({ feature }) => feature) ?? found.explanation.features
    const rows = takeRows(table!.table, found.rows)
    const names = found.rows.map((each) => `row ${whole(each)}`)
    const decision = decisionOf(found.explanation, rows, names, ranked, this.session.view.output)
    const margins = found.rows.map(
      (_, i) => found.explanation.margins[i * found.explanation.outputs + this.session.view.output]!,
    )
    return html`<div class="charts">
      <decision-chart .data=${decision} .heading=${`Row ${whole(row)} beside the rows most like it`}></decision-chart>
      <near-rows
        .near=${found.near}
        .margins=${margins.slice(1)}
        .searched=${Math.min(SEARCHED, table!.table.rows)}
        .total=${table!.table.rows}
        .target=${this.targets(found.near)}
        @row-selected=${(event: CustomEvent<number>) => this.session.look({ row: event.detail })}
      ></near-rows>
    </div>`
  }

  private targets(near: readonly NearRow[]): readonly string[] | undefined {
    const { table, roles } = this.session.state.table!
    if (roles.target === undefined) return undefined
    const column = columnNamed(table, roles.target)
    return near.map(({ row }) => cellText(column, row) ?? "missing")
  }

  private fields({ explanation }: ExplainedRow, row: number): WhatIfField[] {
    const { table } = this.session.state.table!
    const { output } = this.session.view
    const { edits } = this
    const fields = explanation.features.map((feature, j) => {
      const column = columnNamed(table, explanation.matching.columns[j]!)
      const own = fieldText(column, row)
      const shap = explanation.values[output]![j]![0]!
      const value = edits[column.name] ?? own
      const field = {
        feature,
        column: column.name,
        own,
        value,
        effect: effect(shap),
        numeric: column.type === "number",
      }
      return { shap, ...field, ...(column.type === "category" && { categories: column.categories }) }
    })
    const order = new Map(this.session.state.result?.ranking.map(({ feature }, i) => [feature, i]))
    return fields.sort((a, b) => (order.get(a.feature) ?? 0) - (order.get(b.feature) ?? 0))
  }

  private edit({ column, value }: WhatIfChange) {
    const { [column]: _, ...others } = this.edits
    const own = fieldText(columnNamed(this.session.state.table!.table, column), this.row)
    this.take(value === undefined || value === own ? others : { ...others, [column]: value })
  }

  private take(edits: Edits) {
    this.session.setOption("row.edits", savedEdits(this.session.state.table!.path, this.row, edits))
  }

  private typed(event: Event) {
    const typed = Number((event.target as HTMLInputElement).value)
    const last = (this.session.state.table?.table.rows ?? 1) - 1
    if (Number.isInteger(typed)) this.session.look({ row: Math.max(0, Math.min(last, typed)) })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-row": RowPage
  }
}
