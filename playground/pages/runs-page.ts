import { css, html, nothing } from "lit"
import { customElement, state } from "lit/decorators.js"
import { compareRuns, type RegisteredModel, type Run, usualMetric } from "../../src/index.js"
import { once } from "../once.js"
import type { RegistryRow } from "../plots/registry.js"
import { runColumns } from "../plots/run-columns.js"
import { numericNames } from "../run-facts.js"
import { filteredRuns, filterFields, filterProblem, type LoadedExperiment, listExperiments } from "../run-lists.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/comparison-table.js"
import "../views/filter-box.js"
import type { RankRequest } from "../views/rank-models.js"
import "../views/rank-models.js"
import "../views/registry-table.js"
import "../views/run-table.js"
import { writeRanking } from "../write-ranking.js"
import { InTurns } from "./in-turns.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./run-charts.js"
import "./run-decision.js"

/** Runs that stand side by side, of more that are ticked the first. */
const SIDE_BY_SIDE = 20
/** Milliseconds that each part of the page has for itself before the next is drawn, the table first. */
const SETTLE_MS = 60
/** Milliseconds after which charts follow the table: both at once would block a page of 10,000 runs. */
const PAUSE_MS = 30

/** One experiment: its runs in a table, side by side, against the champion, ranked, and the registry beside it. */
@customElement("page-runs")
export class RunsPage extends PageElement {
  static override styles = [
    controlStyles,
    pageStyles,
    css`
      details > summary {
        cursor: pointer;
        font-weight: 600;
        padding: 4px 0;
      }
    `,
  ]

  @state() private written = ""
  /** The table, then what is compared, the decision, the ranking, the registry and the charts. */
  private readonly turns = new InTurns(this, 5, SETTLE_MS)
  private charted: readonly Run[] = []
  private pause: ReturnType<typeof setTimeout> | undefined
  private readonly experiments = once(listExperiments)
  private readonly filtered = once(filteredRuns)
  private readonly fields = once((runs: readonly Run[]) => filterFields(runColumns(runs), runs))
  private readonly names = once((runs: readonly Run[]) => numericNames(runColumns(runs), runs.length))
  private readonly compared = once(compareTicked)
  private readonly registry = new Latest<readonly RegisteredModel[]>(this, "reading the registry")
  private readonly rows = once(registryRows)

  protected override renderPage() {
    const experiments = this.experiments(this.session.state.stores)
    const chosen = experiments.find(({ key }) => key === this.option("runs.experiment")) ?? experiments[0]
    if (!chosen) return html`<h2>Which run should I promote?</h2><p class="quiet">The stores hold no runs.</p>`
    const { store } = chosen.store
    const { drawn } = this.turns
    this.registry.want(this.session, [store], () => store.registeredModels())
    const runs = this.filtered(chosen.runs, String(this.option("runs.filter") ?? ""))
    const { metrics } = this.names(chosen.runs)
    const metric = usualMetric(this.option("runs.metric"), metrics) ?? ""
    return html`
      ${this.renderTable(experiments, chosen, runs)}
      ${drawn > 0 ? this.renderCompared(chosen, runs) : nothing}
      ${drawn > 1 ? html`<run-decision .session=${this.session} .store=${chosen.store} .runs=${chosen.runs} .models=${this.registry.value ?? []} .metric=${metric}></run-decision>` : nothing}
      ${drawn > 2 && metrics.length > 0 ? this.renderRanking(chosen, metrics, metric) : nothing}
      ${drawn > 4 ? html`<run-charts .session=${this.session} .store=${chosen.store} .runs=${this.chartedRuns(runs)} .all=${chosen.runs}></run-charts>` : nothing}
      ${drawn > 3 ? this.renderRegistry() : nothing}
    `
  }

  override step(by: 1 | -1): void {
    const runs = this.experiments(this.session.state.stores).flatMap(({ runs: own }) => own)
    const next = runs[runs.findIndex(({ runId }) => runId === this.session.view.run) + by]
    if (next) this.session.look({ run: next.runId })
  }

  /** While a store is read, charts keep the runs that they have: they would be drawn anew with every portion. */
  private chartedRuns(runs: readonly Run[]): readonly Run[] {
    const reading = this.session.state.stage?.startsWith("reading ") && this.charted.length > 0
    if (!reading && runs !== this.charted) {
      clearTimeout(this.pause)
      if (this.charted.length === 0) this.charted = runs
      else this.pause = setTimeout(() => this.chart(runs), PAUSE_MS)
    }
    return this.charted
  }

  private chart(runs: readonly Run[]) {
    this.charted = runs
    this.requestUpdate()
  }

  private readonly select = (event: CustomEvent<string>) => this.session.look({ run: event.detail })

  private renderTable(experiments: readonly LoadedExperiment[], chosen: LoadedExperiment, runs: readonly Run[]) {
    const set = (key: string) => (event: CustomEvent<string | undefined>) =>
      this.session.setOption(key, event.detail || undefined)
    return html`<section aria-labelledby="title">
      <h2 id="title">Which run should I promote?</h2>
      <div class="bar">
        <label>Experiment
          <select name="experiment" @change=${(event: Event) => this.session.setOption("runs.experiment", (event.target as HTMLSelectElement).value)}>
            ${experiments.map(({ key, name, runs: own }) => html`<option value=${key} .selected=${key === chosen.key}>${name} (${own.length})</option>`)}
          </select>
        </label>
        ${runs.length < chosen.runs.length ? html`<span class="quiet">${runs.length.toLocaleString("en-US")} of ${chosen.runs.length.toLocaleString("en-US")} runs meet the filter</span>` : nothing}
      </div>
      <filter-box
        .value=${String(this.option("runs.filter") ?? "")}
        .fields=${this.fields(chosen.runs)}
        .check=${filterProblem}
        @filter-changed=${set("runs.filter")}
      ></filter-box>
      <run-table
        .runs=${runs}
        .all=${chosen.runs}
        .selected=${this.session.view.run}
        .baseline=${this.option("runs.baseline")}
        .ticked=${this.ticked()}
        .sort=${String(this.option("runs.sort") ?? "")}
        .columns=${String(this.option("runs.columns") ?? "")}
        .search=${String(this.option("runs.search") ?? "")}
        .alike=${this.option("runs.alike") === true}
        @look-changed=${({ detail }: CustomEvent<{ key: string; value: string | boolean | undefined }>) => this.session.setOption(`runs.${detail.key}`, detail.value)}
        @run-selected=${this.select}
        @baseline-chosen=${set("runs.baseline")}
        @runs-ticked=${(event: CustomEvent<readonly string[]>) => this.session.setOption("runs.compare", event.detail.join(",") || undefined)}
      ></run-table>
    </section>`
  }

  private ticked(): readonly string[] {
    return String(this.option("runs.compare") ?? "")
      .split(",")
      .filter(Boolean)
  }

  private renderCompared({ runs }: LoadedExperiment, shown: readonly Run[]) {
    const ticked = this.ticked()
    const count = ticked[0] === "*" ? shown.length : ticked.length
    const comparison = this.compared(
      runs,
      shown,
      String(this.option("runs.compare") ?? ""),
      this.option("runs.baseline"),
    )
    if (!comparison)
      return html`<p class="quiet">Tick two runs or more to see them side by side; \u25cb pins the baseline.</p>`
    return html`<section aria-labelledby="compared">
      <div class="bar">
        <h3 id="compared">Side by side</h3>
        <button @click=${() => this.session.setOption("runs.compare", undefined)}>Untick all</button>
        ${count > SIDE_BY_SIDE ? html`<span class="quiet">the first ${SIDE_BY_SIDE} of ${count.toLocaleString("en-US")} ticked runs</span>` : nothing}
      </div>
      <comparison-table .comparison=${comparison} @run-selected=${this.select}></comparison-table>
    </section>`
  }

  private renderRanking(chosen: LoadedExperiment, metrics: readonly string[], metric: string) {
    const write = async (event: CustomEvent<RankRequest>) => {
      this.written = "Writing"
      this.written = await writeRanking(this.session, chosen, event.detail).catch((error) => {
        this.session.fail(error)
        return ""
      })
    }
    return html`<section aria-labelledby="ranking">
      <h3 id="ranking">Rank top models</h3>
      <rank-models
        .experiment=${chosen.name}
        .runs=${chosen.runs}
        .metrics=${metrics}
        .metric=${metric}
        .store=${chosen.store.store.name}
        .writable=${chosen.store.served === true}
        .outcome=${this.written}
        @tags-wanted=${write}
        @run-selected=${this.select}
      ></rank-models>
    </section>`
  }

  private renderRegistry() {
    return html`<section aria-labelledby="registry">
      <h3 id="registry">Registered models</h3>
      ${this.registry.progress()}
      ${this.registry.value ? html`<registry-table .rows=${this.rows(this.registry.value)} @run-selected=${this.select}></registry-table>` : nothing}
    </section>`
  }
}

/**
 * Runs that are ticked, the baseline with them; undefined for fewer than two.
 * @param ticked ids with commas, or `*` for all that meet the filter.
 */
export function compareTicked(runs: readonly Run[], shown: readonly Run[], ticked: string, baseline: unknown) {
  const ids = new Set(ticked.split(",").filter(Boolean))
  if (ids.size === 0) return undefined
  const base = runs.find(({ runId }) => runId === baseline)
  const wanted = ids.has("*") ? shown : runs.filter((run) => ids.has(run.runId))
  const others = wanted.filter((run) => run !== base).slice(0, SIDE_BY_SIDE)
  const chosen = base ? [base, ...others] : others
  return chosen.length < 2 ? undefined : compareRuns(chosen, base && { baseline: base.runId })
}

function registryRows(models: readonly RegisteredModel[]): RegistryRow[] {
  return models.flatMap(({ versions }) =>
    versions.map(({ name, version, stage, aliases, creationTime, description, runId }) => {
      return { name, version, stage, aliases, created: creationTime, description, runId }
    }),
  )
}

declare global {
  interface HTMLElementTagNameMap {
    "page-runs": RunsPage
  }
}
