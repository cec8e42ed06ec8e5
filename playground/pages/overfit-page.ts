import { html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import { type Ensemble, fitRules, leafSizes, type RunStore } from "../../src/index.js"
import * as facts from "../audit-facts.js"
import { boxesOf, type Permuted, permutedRows } from "../importance-facts.js"
import { permuteFeatures } from "../permute-features.js"
import type { HistoryData } from "../plots/histories.js"
import type { TrainTestData } from "../plots/train-test.js"
import * as sides from "../side-facts.js"
import { trainTable } from "../train-table.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/finding-card.js"
import "../views/history-chart.js"
import "../views/importance-scatter.js"
import "../views/leaf-size-chart.js"
import "../views/permutation-chart.js"
import "../views/train-test-chart.js"
import { auditBar } from "./audit-bar.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./pair-bar.js"
import { trainBar } from "./train-bar.js"

/** Whether the model learned its training rows by heart. */
@customElement("page-overfit")
export class OverfitPage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  private readonly audited = new Latest<facts.Audited>(this, "auditing", true)
  private readonly permuted = new Latest<Permuted>(this, "shuffling features", true)
  private readonly measured = new Latest<TrainTestData>(this, "measuring both sides", true)
  private readonly floor = new Latest<number>(this, "shuffling the target", true)
  private readonly curves = new Latest<HistoryData | undefined>(this, "reading metrics", true)

  protected override renderPage() {
    const { model, table } = this.session.state
    const ensemble = model?.ensemble
    if (!ensemble || !table) return html`<p class="quiet">The model is being read.</p>`
    const train = trainTable(this.session)
    const target = table.roles.target!
    this.audited.want(
      this.session,
      [ensemble, table.table, table.roles, train?.table, facts.auditsAll(this.session)],
      (job) => facts.audited(this.session, { ensemble, table, train }, job),
    )
    if (train) {
      this.permuted.wantLater(this.session, [ensemble, table.table, train.table, target], async (job) => {
        const sides = {
          rows: await permutedRows(table.table, false),
          train: await permutedRows(train.table, false),
        }
        return permuteFeatures(this.session, job, { ...sides, target, total: table.table.rows })
      })
      this.measured.wantLater(this.session, [ensemble, table.table, table.roles, train.table], (job) =>
        sides.measuredSides(this.session, ensemble, { test: table, train }, job),
      )
    }
    const { group } = table.roles
    if (train && this.permuted.value?.result)
      this.floor.want(this.session, [ensemble, table.table, target, group], async (job) => {
        const own = { table: await permutedRows(table.table, false), target, group }
        return sides.shuffledFloor(this.session, ensemble, own, job)
      })
    this.curves.want(this.session, [model], () => this.learningCurves())
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Is ${model.label} overfitting?</h2>
        <pair-bar .session=${this.session}></pair-bar>
        ${trainBar(this.session)} ${auditBar(this.session, this.audited.value)} ${this.audited.progress()} ${this.measured.progress()} ${this.permuted.progress()} ${this.floor.progress()}
      </section>
      ${this.audited.value ? this.renderFound(this.audited.value) : html`<p class="quiet">Nothing is checked yet.</p>`}
      ${this.renderSides(train !== undefined)} ${this.renderFeatures(train !== undefined)} ${this.renderLeaves(ensemble)}
      ${this.curves.value ? html`<history-chart heading="Learning curve of the run" .data=${this.curves.value}></history-chart>` : nothing}
    `
  }

  private renderFound(found: facts.Audited) {
    const open = facts.unchecked(found, fitRules)
    const choose = (event: CustomEvent<string>) => this.session.look({ feature: event.detail, page: "feature" })
    return html`<section aria-labelledby="found" @feature-selected=${choose}>
      <h3 id="found">What was checked</h3>
      ${facts.cardsOf(found, fitRules).map((finding) => html`<finding-card .finding=${finding}></finding-card>`)}
      ${open.length > 0 ? html`<p class="quiet">Not checked without the training rows: ${open.join(", ")}.</p>` : nothing}
    </section>`
  }

  /** Both sides as computed here, else as the model's run logged them. */
  private renderSides(both: boolean) {
    if (both && this.measured.value && this.measured.value.sides.length > 0)
      return html`<train-test-chart .data=${this.measured.value}></train-test-chart>`
    const computed = this.audited.value ? facts.computedSides(this.audited.value) : []
    if (computed.length > 0)
      return html`<train-test-chart .data=${{ sides: computed.filter(({ metric }) => metric !== "business_cost") }}></train-test-chart>`
    const run = this.session.state.model?.file.run
    const logged = run ? facts.loggedSides(run.metrics) : []
    return logged.length > 0
      ? html`<train-test-chart heading="Training against test, as the run logged it" .data=${{ sides: logged }}></train-test-chart>`
      : nothing
  }

  private renderFeatures(both: boolean) {
    const result = both ? this.permuted.value?.result : undefined
    const total = this.session.state.table!.table.rows
    const scatter = result && sides.scatterOfSides(result, this.floor.value, total)
    const boxes = both && this.permuted.value && boxesOf(this.permuted.value, 15)
    if (!boxes) return nothing
    return html`<section aria-labelledby="features">
      <h3 id="features">Which features matter in training only?</h3>
      <div class="charts">
        ${scatter ? html`<importance-scatter .data=${scatter}></importance-scatter>` : nothing}
        <permutation-chart .data=${boxes}></permutation-chart>
      </div>
      <p class="quiet">A feature whose hollow box (train) lies far right of its filled one (test) was learned by heart.</p>
      ${this.renderProbe(result?.features ?? [])}
    </section>`
  }

  /** What a random column earns: of a model that has one it is seen, of another it is not known without training. */
  private renderProbe(features: readonly string[]) {
    const probes = sides.probesOf(features)
    if (probes.length > 0)
      return html`<p>${probes.join(", ")} ${probes.length === 1 ? "is called as a random column is" : "are called as random columns are"}: features that cost no more than it when shuffled have learned nothing that holds.</p>`
    return html`<p class="quiet">How high a random column would rise is known after a new training with one among the features: name it random or noise and it is marked here. Until then the noise floor says what luck alone reaches on these rows.</p>`
  }

  private renderLeaves(ensemble: Ensemble) {
    const leaves = leafSizes(ensemble)
    return leaves ? html`<leaf-size-chart .data=${leaves}></leaf-size-chart>` : nothing
  }

  /** What the model's run logged step by step, training beside test. */
  private async learningCurves(): Promise<HistoryData | undefined> {
    const run = this.session.state.model?.file.run
    const store = run && this.storeOf(run.runId)
    if (!run || !store) return undefined
    const keys = Object.keys(run.metrics).filter((key) => /test|valid|val_/i.test(key))
    for (const test of keys) {
      const train = test.replace(/test|valid|val(?=_)/i, "train")
      if (run.metrics[train] === undefined) continue
      const found = await Promise.all([train, test].map((key) => store.metricHistory(run.runId, key)))
      if (found.some((points) => points.length < 3)) continue
      const lines = found.map((points, k) => ({
        name: k === 0 ? train : test,
        steps: points.map(({ step }) => Number(step)),
        values: points.map(({ value }) => value),
      }))
      return { metric: test.replace(/_?test_?/i, ""), lines }
    }
    return undefined
  }

  private storeOf(runId: string): RunStore | undefined {
    return this.session.state.stores.find(({ runs }) => runs.some((run) => run.runId === runId))?.store
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-overfit": OverfitPage
  }
}
