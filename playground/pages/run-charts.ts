import { html, nothing } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import { type Run, usualMetric } from "../../src/index.js"
import { once } from "../once.js"
import type { HistoryData } from "../plots/histories.js"
import { runColumns } from "../plots/run-columns.js"
import { numericNames, POINTS, parallelOf, runCloudOf, scatterOf } from "../run-facts.js"
import type { LoadedStore } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/cloud-chart.js"
import "../views/history-chart.js"
import "../views/parallel-chart.js"
import "../views/run-scatter.js"
import { InTurns } from "./in-turns.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"

/** Runs whose histories are drawn together. */
const LINES = 6
/** Milliseconds that a chart has for itself before the next one is drawn. */
const PAUSE_MS = 30

/** Runs over their params, against each other, and how they were trained. */
@customElement("run-charts")
export class RunCharts extends PageElement {
  static override styles = [controlStyles, pageStyles]
  @property({ attribute: false }) runs: readonly Run[] = []
  /** The list that `runs` were chosen from. */
  @property({ attribute: false }) all: readonly Run[] = []
  @property({ attribute: false }) store!: LoadedStore
  /** The runs of what stands below the parallel axes: it is drawn after them, in a task of its own. */
  @state() private following: readonly Run[] = []
  private readonly turns = new InTurns(this, 1, PAUSE_MS)
  private readonly histories = new Latest<HistoryData>(this, "reading metrics")
  private readonly names = once((runs: readonly Run[], all: readonly Run[]) =>
    numericNames(runColumns(runs, all), all.length),
  )
  private readonly parallel = once(parallelOf)
  private readonly scatter = once(scatterOf)
  private readonly cloud = once(runCloudOf)

  protected override updated() {
    const { runs } = this
    if (runs === this.following) return
    setTimeout(() => {
      this.following = runs
    }, PAUSE_MS)
  }

  protected override renderPage() {
    const { runs } = this
    const { metrics, params, usual } = this.names(runs, this.all)
    const metric = usualMetric(this.option("runs.metric"), metrics)
    if (metric === undefined) return html`<p class="quiet">No run of these has metrics.</p>`
    const { run } = this.session.view
    const both = [...params, ...metrics]
    const other = usual[0] ?? metrics.find((name) => name !== metric) ?? metric
    const x = both.find((name) => name === this.option("runs.x")) ?? other
    return html`
      <div class="bar">
        ${this.renderSelect("Metric", "runs.metric", metrics, metric)} ${this.renderSelect("against", "runs.x", both, x)}
      </div>
      <parallel-chart .data=${this.parallel(runs, this.all, metric, run)}></parallel-chart>
      ${this.turns.drawn > 0 ? this.renderBeside(metrics, metric, x) : nothing}
    `
  }

  private renderBeside(metrics: readonly string[], metric: string, x: string) {
    const { following: runs } = this
    const { run } = this.session.view
    const select = (event: CustomEvent<string>) => this.session.look({ run: event.detail })
    return html`<div class="charts">
        ${
          runs.length > POINTS
            ? html`<cloud-chart .data=${this.cloud(runs, x, metric)} @row-selected=${(event: CustomEvent<number>) => this.session.look({ run: runs[event.detail]!.runId })}></cloud-chart>`
            : html`<run-scatter .data=${this.scatter(runs, x, metric, run)} @run-selected=${select}></run-scatter>`
        }
        ${this.renderHistories(metrics, metric)}
      </div>`
  }

  /** Histories are files of their own: they are read when they are asked for. */
  private renderHistories(metrics: readonly string[], metric: string) {
    const wanted = this.option("runs.history")
    const history = metrics.find((name) => name === wanted)
    const usual = metrics.find((name) => /iteration|step|epoch|loss/i.test(name)) ?? metric
    if (history) this.wantHistories(history)
    return html`<section aria-label="Metric histories">
      <div class="bar">
        ${
          history
            ? this.renderSelect("History of", "runs.history", metrics, history)
            : html`<button @click=${() => this.session.setOption("runs.history", usual)}>Read metric histories</button>
              <span class="quiet">of the selected run, or of the first ${LINES}</span>`
        }
      </div>
      ${history ? this.histories.progress() : nothing}
      ${history && this.histories.value ? html`<history-chart .data=${this.histories.value}></history-chart>` : nothing}
    </section>`
  }

  private renderSelect(label: string, key: string, names: readonly string[], chosen: string) {
    return html`<label>${label}
      <select @change=${(event: Event) => this.session.setOption(key, (event.target as HTMLSelectElement).value)}>
        ${names.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}
      </select>
    </label>`
  }

  /** Of the selected run, or of the first ones that have the metric. */
  private wantHistories(metric: string) {
    const { run } = this.session.view
    const own = this.runs.filter(({ runId, metrics }) => runId === run && metrics[metric] !== undefined)
    const have = own.length > 0 ? own : this.runs.filter(({ metrics }) => metrics[metric] !== undefined)
    const shown = have.slice(0, LINES)
    const key = [this.store.store, metric, shown.map(({ runId }) => runId).join()]
    this.histories.want(this.session, key, async ({ signal }) => {
      const lines: HistoryData["lines"][number][] = []
      for (const { runId, runName } of shown) {
        signal.throwIfAborted()
        const points = await this.store.store.metricHistory(runId, metric)
        lines.push({
          name: runName || runId,
          steps: points.map(({ step }) => Number(step)),
          values: points.map(({ value }) => value),
        })
      }
      return { metric, lines }
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "run-charts": RunCharts
  }
}
