import { html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import type { Run } from "../../src/index.js"
import type { HistoryData } from "../plots/histories.js"
import { numericNames, parallelOf, scatterOf } from "../run-facts.js"
import type { LoadedStore } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/history-chart.js"
import "../views/parallel-chart.js"
import "../views/run-scatter.js"
import "../views/run-table.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"

/** Runs whose histories are drawn together. */
const LINES = 6

interface LoadedExperiment {
  /** Tells experiments of several stores apart. */
  readonly key: string
  readonly name: string
  readonly store: LoadedStore
  readonly runs: readonly Run[]
}

/** One experiment: its runs in a table, over their params, against each other, and how they were trained. */
@customElement("page-runs")
export class RunsPage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  private listedOf: readonly LoadedStore[] = []
  private listed: readonly LoadedExperiment[] = []
  private readonly histories = new Latest<HistoryData>(this, "reading metrics")

  protected override renderPage() {
    const experiments = this.experiments()
    const chosen = experiments.find(({ key }) => key === this.option("runs.experiment")) ?? experiments[0]
    if (!chosen) return html`<h2>Which run should I promote?</h2><p class="quiet">The stores hold no runs.</p>`
    const { runs, store } = chosen
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Which run should I promote?</h2>
        <div class="bar">
          <label>Experiment
            <select name="experiment" @change=${(event: Event) => this.session.setOption("runs.experiment", (event.target as HTMLSelectElement).value)}>
              ${experiments.map(({ key, name, runs: own }) => html`<option value=${key} .selected=${key === chosen.key}>${name} (${own.length})</option>`)}
            </select>
          </label>
        </div>
        <run-table
          .runs=${runs}
          .selected=${this.session.view.run}
          .baseline=${this.option("runs.baseline")}
          @run-selected=${(event: CustomEvent<string>) => this.session.look({ run: event.detail })}
          @baseline-chosen=${(event: CustomEvent<string | undefined>) => this.session.setOption("runs.baseline", event.detail)}
        ></run-table>
      </section>
      ${this.renderCharts(runs, store)}
    `
  }

  override step(by: 1 | -1): void {
    const runs = this.experiments().flatMap(({ runs: own }) => own)
    const next = runs[runs.findIndex(({ runId }) => runId === this.session.view.run) + by]
    if (next) this.session.look({ run: next.runId })
  }

  /** Experiments that have runs, the one with most runs first. The same lists as long as the stores are the same. */
  private experiments(): readonly LoadedExperiment[] {
    const { stores } = this.session.state
    if (stores !== this.listedOf) [this.listedOf, this.listed] = [stores, listExperiments(stores)]
    return this.listed
  }

  private renderCharts(runs: readonly Run[], store: LoadedStore) {
    const { metrics, params } = numericNames(runs)
    if (metrics.length === 0) return html`<p class="quiet">No run of this experiment has metrics.</p>`
    const { run } = this.session.view
    const metric =
      this.chosen("runs.metric", metrics) ??
      metrics.find((name) => /^(?!train).*(auc|ndcg|_ic|accuracy)/i.test(name)) ??
      metrics[0]!
    const x =
      this.chosen("runs.x", [...params, ...metrics]) ?? params[0] ?? metrics.find((name) => name !== metric) ?? metric
    const history =
      this.chosen("runs.history", metrics) ??
      metrics.find((name) => /iteration|step|epoch/i.test(name)) ??
      metrics.find((name) => /loss/i.test(name)) ??
      metric
    this.wantHistories(runs, store, history)
    const select = (event: CustomEvent<string>) => this.session.look({ run: event.detail })
    return html`
      <div class="bar">
        ${this.renderSelect("Metric", "runs.metric", metrics, metric)} ${this.renderSelect("against", "runs.x", [...params, ...metrics], x)}
        ${this.renderSelect("History of", "runs.history", metrics, history)} ${this.histories.progress()}
      </div>
      <parallel-chart .data=${parallelOf(runs, metric, run)}></parallel-chart>
      <div class="charts">
        <run-scatter .data=${scatterOf(runs, x, metric, run)} @run-selected=${select}></run-scatter>
        ${this.histories.value ? html`<history-chart .data=${this.histories.value}></history-chart>` : nothing}
      </div>
    `
  }

  private chosen(key: string, names: readonly string[]): string | undefined {
    return names.find((name) => name === this.option(key))
  }

  private renderSelect(label: string, key: string, names: readonly string[], chosen: string) {
    return html`<label>${label}
      <select @change=${(event: Event) => this.session.setOption(key, (event.target as HTMLSelectElement).value)}>
        ${names.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}
      </select>
    </label>`
  }

  /** Of the selected run, or of the newest ones that have the metric. */
  private wantHistories(runs: readonly Run[], { store }: LoadedStore, metric: string) {
    const { run } = this.session.view
    const have = runs.filter(({ metrics }) => metrics[metric] !== undefined)
    const own = have.filter(({ runId }) => runId === run)
    const shown = own.length > 0 ? own : have.slice(0, LINES)
    this.histories.want(this.session, [runs, metric, shown.map(({ runId }) => runId).join()], async ({ signal }) => {
      const lines: HistoryData["lines"][number][] = []
      for (const { runId, runName } of shown) {
        signal.throwIfAborted()
        const points = await store.metricHistory(runId, metric)
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

function listExperiments(stores: readonly LoadedStore[]): LoadedExperiment[] {
  return stores
    .flatMap((store) =>
      store.experiments.map(({ experimentId, name }) => ({
        ...{ key: `${store.store.name}/${experimentId}`, name, store },
        runs: store.runs.filter((run) => run.experimentId === experimentId),
      })),
    )
    .filter(({ runs }) => runs.length > 0)
    .sort((a, b) => b.runs.length - a.runs.length)
}

declare global {
  interface HTMLElementTagNameMap {
    "page-runs": RunsPage
  }
}
