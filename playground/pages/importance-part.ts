import { html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { RankedFeature, Table } from "../../src/index.js"
import {
  agreementOf,
  barsOf,
  boxesOf,
  fileImportance,
  type Importance,
  type Permuted,
  permutedRows,
  permutesSample,
} from "../importance-facts.js"
import { once } from "../once.js"
import { permuteFeatures, REPEATS } from "../permute-features.js"
import { metricName } from "../plots/metric-names.js"
import type { Session } from "../session.js"
import { trainTable, trainTables } from "../train-table.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/measure-chart.js"
import "../views/permutation-chart.js"
import "../views/rank-agreement.js"
import "../views/retrain-list.js"
import { Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"
import { pageStyles } from "./page-styles.js"

/** How else the features rank: by what shuffling them costs, and by what the model file says; and what to leave out. */
@customElement("importance-part")
export class ImportancePart extends LitElement {
  static override styles = [controlStyles, pageStyles]

  @property({ attribute: false }) session!: Session
  /** By mean |SHAP|. */
  @property({ attribute: false }) ranking: readonly RankedFeature[] = []
  /** Features that are drawn. */
  @property({ type: Number }) most = 10
  /** The features that are shown, in an order other than by size. */
  @property({ attribute: false }) order: readonly string[] | undefined
  private readonly permuted = new Latest<Permuted>(this, "shuffling features", true)

  private readonly inFile = once(fileImportance)

  override connectedCallback() {
    super.connectedCallback()
    this.session.watch(this)
  }

  override render() {
    const { model, table } = this.session.state
    const ensemble = model?.ensemble
    if (!ensemble || !table) return nothing
    const found = this.renderPermutation(table.table, table.roles.target)
    const file = this.inFile(ensemble)
    const agreement = agreementOf(this.ranking, this.permuted.value?.result, file)
    return html`${found}
      ${
        file
          ? html`<section aria-labelledby="file">
              <h3 id="file">What the model file says</h3>
              <div class="charts">
                <measure-chart heading="Gain" .data=${barsOf(file.gain, "total gain of the splits on a feature", this.most, this.order)}></measure-chart>
                <measure-chart heading="Splits" .data=${barsOf(file.split, "splits on a feature", this.most, this.order)}></measure-chart>
              </div>
            </section>`
          : nothing
      }
      ${agreement ? html`<rank-agreement .data=${agreement}></rank-agreement>` : nothing} ${this.renderRetrain()}`
  }

  private renderPermutation(table: Table, target: string | undefined) {
    if (target === undefined) {
      return html`<p class="quiet">Shuffling features needs a target column. Give one that role under \u201cWhat did I drop?\u201d.</p>`
    }
    const train = trainTable(this.session)
    const all = Boolean(this.session.view.options["features.all"])
    const { model } = this.session.state
    this.permuted.wantLater(this.session, [model, table, target, train?.table, all], async (job) =>
      permuteFeatures(this.session, job, {
        ...{ rows: await permutedRows(table, all), target, total: table.rows },
        train: train && (await permutedRows(train.table, all)),
      }),
    )
    const boxes = this.permuted.value && boxesOf(this.permuted.value, this.most, this.order)
    const tables = Object.fromEntries(trainTables(this.session).map(({ path }) => [path, path]))
    return html`<section aria-labelledby="shuffled">
      <h3 id="shuffled">What shuffling a feature costs</h3>
      <div class="bar">
        ${Object.keys(tables).length > 0 ? optionSelect(this.session, "train.table", "Training rows", { none: "none", ...tables }, train?.path ?? "none") : nothing}
        ${permutesSample(table) ? html`<label><input type="checkbox" .checked=${all} @change=${(event: Event) => this.session.setOption("features.all", (event.target as HTMLInputElement).checked || undefined)} /> all rows</label>` : nothing}
      </div>
      ${this.permuted.progress()} ${boxes ? html`<permutation-chart .data=${boxes}></permutation-chart>` : nothing} ${this.renderAdvice()}
    </section>`
  }

  private renderAdvice() {
    const result = this.permuted.value?.result
    if (!result) return nothing
    const standing = result.standsOut.filter(Boolean).length
    return html`<p class="quiet">
      ${metricName(result.metric)} of ${result.baseline.toPrecision(4)} before shuffling${result.train ? `, ${result.train.baseline.toPrecision(4)} on the training rows` : ""}. ${standing} of ${result.features.length} features stand out from the spread of their own ${REPEATS} shuffles.
    </p>`
  }

  private renderRetrain() {
    const result = this.permuted.value?.result
    const bySize = this.ranking.map(({ feature, meanAbsShap }) => ({ feature, importance: meanAbsShap }))
    const measures = { ...(result && { permutation: "what shuffling costs" }), shap: "mean |SHAP|" }
    const wanted = String(this.session.view.options["features.retrain"] ?? "permutation")
    const measure = result && wanted === "permutation" ? "permutation" : "shap"
    const listed: readonly Importance[] =
      measure === "shap" ? bySize : result!.features.map((feature, j) => ({ feature, importance: result!.mean[j]! }))
    return html`<section aria-labelledby="retrain">
      <h3 id="retrain">Retrain without</h3>
      <div class="bar">${optionSelect(this.session, "features.retrain", "Measured by", measures, measure)}</div>
      <p class="quiet">
        ${measure === "shap" ? "Features that move predictions by less than 0.001 on average are ticked." : `Features whose shuffling costs less than 0.001 of ${metricName(result!.metric)} are ticked.`}
        Tick what a new training leaves out, then save the list of those kept.
      </p>
      <retrain-list .importances=${listed.toSorted((a, b) => b.importance - a.importance)}></retrain-list>
      ${result && result.dropCandidates.features.length > 0 ? html`<p class="quiet">All ${result.dropCandidates.features.length} below 0.001 shuffled at once: ${metricName(result.metric)} falls by ${result.dropCandidates.mean.toPrecision(2)}.</p>` : nothing}
    </section>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "importance-part": ImportancePart
  }
}
