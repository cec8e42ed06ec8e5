import { html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import type { Evaluation, Table, TargetKind } from "../../src/index.js"
import type { LiftData } from "../plots/lift-deciles.js"
import type { RowAccount } from "../plots/plot.js"
import type { ScoredRows } from "../plots/scored-rows.js"
import * as facts from "../quality-facts.js"
import { chosenSource, firstRows, type Scored, scoredTableOf } from "../score-choice.js"
import "../views/actual-chart.js"
import "../views/calibration-chart.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/confusion-matrix.js"
import "../views/gains-chart.js"
import "../views/lift-chart.js"
import "../views/metric-cards.js"
import "../views/metric-table.js"
import "../views/ndcg-chart.js"
import "../views/precision-recall-chart.js"
import "../views/residual-chart.js"
import "../views/roc-chart.js"
import { firstThreshold, type ThresholdChoice } from "../views/threshold-view.js"
import { type Job, Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./pair-bar.js"
import "./score-bar.js"

interface Judged {
  readonly scored: Scored
  readonly evaluation: Evaluation
  readonly rows: RowAccount
  /** Predictions beside what came true, of a quantity. */
  readonly points: ScoredRows | undefined
}

const kinds: Readonly<Record<TargetKind | "", string>> = {
  "": "as its values look",
  ...{ binary: "two classes", multiclass: "several classes", continuous: "a quantity", graded: "relevances" },
}

/** How good the scores are, beside what scores that know nothing come to. */
@customElement("page-quality")
export class QualityPage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  private readonly judged = new Latest<Judged>(this, "measuring", true)

  protected override renderPage() {
    const { table, model } = this.session.state
    if (!table) return nothing
    const source = chosenSource(this.session)
    const kind = String(this.option("quality.kind") ?? "")
    this.judged.want(
      this.session,
      [source === "model" ? model : undefined, table.table, table.roles, source, kind],
      (job) => this.judge(job, kind),
    )
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Is ${source === "model" ? model?.label : table.roles.prediction} any good?</h2>
        <pair-bar .session=${this.session}></pair-bar>
        <score-bar .session=${this.session}></score-bar>
        <div class="bar">${optionSelect(this.session, "quality.kind", "Target is", kinds, kind)}</div>
        ${this.judged.progress()}
      </section>
      ${this.judged.value ? this.renderJudged(this.judged.value) : html`<p class="quiet">No numbers yet.</p>`}
    `
  }

  private async judge(job: Job, kind: string): Promise<Judged> {
    const engine = await this.session.engine()
    const scored = await scoredTableOf(this.session, job)
    const chosen = kind === "" ? {} : { kind: kind as TargetKind }
    const grouped = scored.options.group !== undefined
    const options = {
      ...{ ...scored.options, ...chosen, curves: true, curvePoints: 1000 },
      ...(grouped && { at: facts.PLACES }),
    }
    const judge = async (table: Table, call: Partial<Job>, whole?: number): Promise<Judged> => {
      const evaluation = await engine.evaluate(table, options, call)
      const points = facts.isQuantity(evaluation) ? facts.scoredRowsOf({ ...scored, table }) : undefined
      return { scored, evaluation, points, rows: facts.rowsOf(evaluation, whole) }
    }
    const first = firstRows(scored)
    if (first) job.show(await judge(first, { signal: job.signal }, scored.table.rows))
    return judge(scored.table, job)
  }

  private renderJudged({ scored, evaluation, rows, points }: Judged) {
    const { level, notes, kind } = evaluation
    const blocks = scored.options.date ?? scored.options.group
    return html`
      ${notes.length > 0 ? html`<p class="quiet">${notes.join(" ")}</p>` : nothing}
      <section aria-labelledby="headline">
        <h3 id="headline">Headline metrics beside baselines</h3>
        <metric-cards .metrics=${facts.headlineMetrics(evaluation)} .level=${level} .rows=${rows}></metric-cards>
        <p class="quiet">random: what a random score comes to; constant: the best score that is the same for every row; shuffled: these scores dealt to other rows${blocks === undefined ? "" : ` of the same ${scored.options.group === undefined ? "date" : "group"}`}.${blocks === undefined ? "" : ` Bootstraps draw whole values of ${blocks}.`}</p>
      </section>
      ${kind === "binary" ? this.renderBinary(scored, evaluation, rows) : nothing}
      ${kind === "multiclass" ? html`<div class="charts"><confusion-matrix .data=${facts.confusionOf(evaluation, rows)}></confusion-matrix></div>` : nothing}
      ${points ? this.renderQuantity(points) : nothing}
      ${scored.options.group === undefined ? nothing : html`<ndcg-chart .data=${facts.ndcgOf(evaluation, scored.name, rows)}></ndcg-chart>`}
      <metric-table .metrics=${evaluation.metrics}></metric-table>
    `
  }

  private renderBinary({ name }: Scored, evaluation: Evaluation, rows: RowAccount) {
    const lift = String(this.option("quality.lift") ?? "per part") as LiftData["kind"]
    return html`
      <div class="charts">
        <roc-chart .data=${facts.rocOf(evaluation, name, rows)}></roc-chart>
        <precision-recall-chart .data=${facts.precisionRecallOf(evaluation, name, rows)}></precision-recall-chart>
        ${this.renderCalibration(name, evaluation, rows)}
        <gains-chart .data=${facts.gainsOf(evaluation, name, rows)}></gains-chart>
        <div>
          <lift-chart .data=${facts.liftOf(evaluation, lift, rows)}></lift-chart>
          <div class="bar">${optionSelect(this.session, "quality.lift", "Lift", { "per part": "of each part", cumulative: "of all parts so far" }, lift)}</div>
        </div>
      </div>
      <section aria-labelledby="threshold">
        <h3 id="threshold">Where to cut</h3>
        <threshold-view .data=${facts.thresholdsOf(evaluation, rows)} .choice=${this.threshold()} @threshold-changed=${this.keepThreshold}></threshold-view>
      </section>
    `
  }

  private threshold(): ThresholdChoice {
    const number = (key: keyof ThresholdChoice) => {
      const kept = this.option(`threshold.${key}`)
      return { [key]: typeof kept === "number" ? kept : firstThreshold[key] }
    }
    const kept = this.option("threshold.mode")
    const mode = kept === "percentile" || kept === "cost" ? kept : "value"
    const [value, share] = [number("value"), number("share")]
    return { ...firstThreshold, mode, ...value, ...share, ...number("falsePositive"), ...number("falseNegative") }
  }

  /** One step that can be undone. */
  private readonly keepThreshold = ({ detail }: CustomEvent<ThresholdChoice>) => {
    const own = Object.keys(firstThreshold) as (keyof ThresholdChoice)[]
    const others = Object.entries(this.session.view.options).filter(([key]) => !key.startsWith("threshold."))
    const changed = own
      .filter((key) => detail[key] !== firstThreshold[key])
      .map((key) => [`threshold.${key}`, detail[key]] as const)
    this.session.look({ options: Object.fromEntries([...others, ...changed]) })
  }

  private renderCalibration(name: string, evaluation: Evaluation, rows: RowAccount) {
    const data = facts.calibrationOf(evaluation, name, rows)
    return data
      ? html`<calibration-chart .data=${data}></calibration-chart>`
      : html`<p class="quiet">No calibration: some scores are no probabilities.</p>`
  }

  private renderQuantity(data: ScoredRows) {
    const look = (event: CustomEvent<number>) => this.session.look({ row: event.detail, page: "row" })
    return html`<div class="charts" @row-selected=${look}>
      <actual-chart .data=${data}></actual-chart>
      <residual-chart .data=${data}></residual-chart>
    </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-quality": QualityPage
  }
}
