import { html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { ReportedCurves } from "../../src/index.js"
import type { ScoredRows } from "../plots/scored-rows.js"
import * as facts from "../quality-facts.js"
import { unpackNumbers } from "../report/unpack.js"
import "./actual-chart.js"
import "./calibration-chart.js"
import { controlStyles } from "./chart-styles.js"
import "./confusion-matrix.js"
import "./gains-chart.js"
import "./lift-chart.js"
import "./ndcg-chart.js"
import "./precision-recall-chart.js"
import { reportStyles } from "./report-styles.js"
import "./residual-chart.js"
import "./roc-chart.js"
import "./threshold-view.js"

/** How good scores are, drawn from what a report holds. */
@customElement("report-curves")
export class ReportCurves extends LitElement {
  static override styles = [controlStyles, reportStyles]

  @property({ attribute: false }) curves: ReportedCurves | undefined

  override render() {
    const { curves } = this
    if (!curves) return nothing
    const { name, evaluation } = curves
    const rows = facts.rowsOf(evaluation)
    const points = pointsOf(curves)
    return html`<div class="charts">
      ${evaluation.curves ? this.renderBinary(curves) : nothing}
      ${evaluation.confusion && !evaluation.curves ? html`<confusion-matrix .data=${facts.confusionOf(evaluation, rows)}></confusion-matrix>` : nothing}
      ${points ? html`<actual-chart .data=${points}></actual-chart><residual-chart .data=${points}></residual-chart>` : nothing}
      <ndcg-chart .data=${facts.ndcgOf(evaluation, name, rows)}></ndcg-chart>
    </div>
    ${evaluation.curves ? html`<threshold-view .data=${thresholdsOf(curves)}></threshold-view>` : nothing}`
  }

  private renderBinary({ name, evaluation }: ReportedCurves) {
    const rows = facts.rowsOf(evaluation)
    return html`<roc-chart .data=${facts.rocOf(evaluation, name, rows)}></roc-chart>
      <precision-recall-chart .data=${facts.precisionRecallOf(evaluation, name, rows)}></precision-recall-chart>
      <calibration-chart .data=${facts.calibrationOf(evaluation, name, rows)}></calibration-chart>
      <gains-chart .data=${facts.gainsOf(evaluation, name, rows)}></gains-chart>
      <lift-chart .data=${facts.liftOf(evaluation, "per part", rows)}></lift-chart>`
  }
}

/** In a file an infinite threshold is a text. */
function thresholdsOf({ evaluation }: ReportedCurves) {
  const data = facts.thresholdsOf(evaluation, facts.rowsOf(evaluation))
  return data && { ...data, thresholds: Array.from(data.thresholds, Number) }
}

function pointsOf({ points }: ReportedCurves): ScoredRows | undefined {
  if (!points) return undefined
  const [actual, predicted] = [
    Float64Array.from(unpackNumbers(points.actual)),
    Float64Array.from(unpackNumbers(points.predicted)),
  ]
  const [total, used] = [points.total, actual.length]
  const rows = { in: total, used, ...(used < total && { sample: "drawn evenly" }) }
  return { target: points.target, actual, predicted, rows }
}

declare global {
  interface HTMLElementTagNameMap {
    "report-curves": ReportCurves
  }
}
