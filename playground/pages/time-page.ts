import { html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import { columnsFit, type Evaluation, findColumn, type WindowOptions, type WindowScores } from "../../src/index.js"
import { type DriftedWindow, driftData, driftedWindow } from "../drift-facts.js"
import { metricName } from "../plots/metric-names.js"
import { isQuantity, rowsOf } from "../quality-facts.js"
import { chosenSource, type Scored, scoredTableOf } from "../score-choice.js"
import type { Roles } from "../session.js"
import * as facts from "../time-facts.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/drift-chart.js"
import "../views/metric-cards.js"
import "../views/quantile-returns-chart.js"
import "../views/rank-ic-chart.js"
import "../views/turnover-chart.js"
import "../views/window-metric-chart.js"
import { type Job, Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./pair-bar.js"
import "./score-bar.js"
import "./walk-part.js"
import { windowLengths } from "./window-lengths.js"

interface Windowed {
  readonly scored: Scored
  readonly windows: WindowScores
}

function isDated({ target, date }: Roles): boolean {
  return target !== undefined && date !== undefined
}

/** Whether what was found holds from one window of time to the next. */
@customElement("page-time")
export class TimePage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  private readonly windowed = new Latest<Windowed>(this, "measuring windows", true)
  private readonly dated = new Latest<Evaluation | undefined>(this, "measuring dates", true)

  private readonly drifted = new Latest<DriftedWindow | undefined>(this, "comparing windows", true)

  protected override renderPage() {
    const { table, model } = this.session.state
    const walk = html`<walk-part .session=${this.session}></walk-part>`
    // runs alone have windows, too
    if (!table || !isDated(table.roles))
      return html`<h2>Does it hold over time?</h2>${walk}
      <p class="quiet">Scores by window, drift and dates need a table with a target and a date column, and a model or a prediction column.</p>`
    const source = chosenSource(this.session)
    const key = [source === "model" ? model : undefined, table.table, table.roles, source]
    const [metric, every] = [String(this.option("time.metric") ?? ""), String(this.option("time.every") ?? "")]
    this.windowed.want(this.session, [...key, metric, every], (job) => this.measure(job, metric, every))
    this.dated.want(this.session, key, (job) => this.measureDates(job))
    const late = String(this.option("time.late") ?? "")
    this.drifted.want(this.session, [...key, every, late], (job) => this.compare(job, every, late))
    const own = this.windowed.value
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Does ${source === "model" ? model?.label : table.roles.prediction} hold over time?</h2>
        <pair-bar .session=${this.session}></pair-bar>
        <score-bar .session=${this.session}></score-bar>
        ${this.windowed.progress()} ${this.dated.progress()} ${this.drifted.progress()}
      </section>
      <section aria-labelledby="windows">
        <h3 id="windows">Window by window</h3>
        <div class="bar">
          ${own ? optionSelect(this.session, "time.metric", "Metric", Object.fromEntries(own.windows.metrics.map((name) => [name, metricName(name)])), own.windows.metric) : nothing}
          ${optionSelect(this.session, "time.every", "A window is", windowLengths, every)}
        </div>
        ${own ? this.renderWindows(own) : html`<p class="quiet">No numbers yet.</p>`}
      </section>
      ${this.drifted.value ? this.renderDrift(this.drifted.value) : nothing}
      ${this.dated.value ? this.renderDates(this.dated.value) : nothing} ${walk}
    `
  }

  private async measure(job: Job, metric: string, every: string): Promise<Windowed> {
    const scored = await scoredTableOf(this.session, job)
    const options = { ...scored.options, ...(every && { every }) } as WindowOptions
    const engine = await this.session.engine()
    const windows = await engine.scoreWindows(scored.table, options, job)
    // what was chosen for another target may not fit this one
    if (!metric || metric === windows.metric || !windows.metrics.includes(metric)) return { scored, windows }
    return { scored, windows: await engine.scoreWindows(scored.table, { ...options, metric }, job) }
  }

  /** What a quantity has date by date; undefined for classes. */
  private async measureDates(job: Job): Promise<Evaluation | undefined> {
    const { table, options } = await scoredTableOf(this.session, job)
    const engine = await this.session.engine()
    const found = await engine.evaluate(table, { ...options, only: facts.DATED }, job)
    return isQuantity(found) && found.byDate ? found : undefined
  }

  private renderWindows({ scored, windows }: Windowed) {
    return html`<window-metric-chart .data=${facts.windowMetricOf(windows, scored.name)}></window-metric-chart>
      ${facts.windowSentences(windows).map((sentence) => html`<p>${sentence}</p>`)}
      <p class="quiet">${metricName(windows.metric)}: ${windows.definition}.</p>`
  }

  /** The model's features and the scores of one window against those of the first. */
  private async compare(job: Job, every: string, late: string): Promise<DriftedWindow | undefined> {
    const { table, options } = await scoredTableOf(this.session, job)
    const engine = await this.session.engine()
    const ensemble = this.session.state.model?.ensemble
    // a feature may be spelled another way than its column
    const features = ensemble && columnsFit(ensemble, table) ? engine.match(ensemble, table).columns : undefined
    const beside = Object.values(this.session.state.table!.roles)
    const names = (features ?? table.columns.map(({ name }) => name)).filter((name) => !beside.includes(name))
    const known = names.filter((name) => findColumn(table, name))
    const columns = [...[options.score].flat(), ...known] as string[]
    return driftedWindow(engine, table, options.date!, columns, { every, late }, job)
  }

  private renderDrift(found: DriftedWindow) {
    const { windows, late, notes } = found
    const later = Object.fromEntries(windows.slice(1).map((name) => [name, name]))
    return html`<section aria-labelledby="drift">
      <h3 id="drift">Did the data move?</h3>
      <div class="bar">${optionSelect(this.session, "time.late", `${windows[0]} against`, later, late)}</div>
      <drift-chart .data=${driftData(found)}></drift-chart>
      ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
    </section>`
  }

  private renderDates(found: Evaluation) {
    const rows = rowsOf(found)
    const [ic, quantiles, turnover] = [
      facts.rankIcOf(found, rows),
      facts.quantilesOf(found, rows),
      facts.turnoverOf(found, rows),
    ]
    const shown = found.metrics.filter(
      ({ name, value }) =>
        value !== null && /^(rankIc|rankIcT|rankIcIr|spread|turnoverTop|rankAutocorrelation)$/.test(name),
    )
    return html`<section aria-labelledby="dates">
      <h3 id="dates">Date by date</h3>
      <metric-cards .metrics=${shown} .level=${found.level} .rows=${rows}></metric-cards>
      <div class="charts">
        ${ic ? html`<rank-ic-chart .data=${ic}></rank-ic-chart>` : html`<window-metric-chart .data=${facts.rankIcByName(found, rows)}></window-metric-chart>`}
        ${quantiles ? html`<quantile-returns-chart .data=${quantiles}></quantile-returns-chart>` : nothing}
        ${turnover ? html`<turnover-chart .data=${turnover}></turnover-chart>` : nothing}
      </div>
      ${turnover ? nothing : html`<p class="quiet">Turnover needs an id column: who a row is about from date to date. Give one that role under \u201cWhat did I drop?\u201d.</p>`}
    </section>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-time": TimePage
  }
}
