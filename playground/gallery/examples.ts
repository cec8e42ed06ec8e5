import { html, type TemplateResult } from "lit"
import "../views/actual-chart.js"
import "../views/beeswarm-chart.js"
import "../views/calibration-chart.js"
import "../views/comparison-table.js"
import "../views/confusion-matrix.js"
import "../views/decision-card.js"
import "../views/decision-chart.js"
import "../views/dependence-chart.js"
import "../views/dependence-lines.js"
import "../views/drift-chart.js"
import "../views/drop-zone.js"
import "../views/edit-history.js"
import "../views/error-list.js"
import "../views/filter-box.js"
import "../views/finding-card.js"
import "../views/leaf-size-chart.js"
import "../views/importance-scatter.js"
import "../views/shap-windows-chart.js"
import "../views/missing-dates-chart.js"
import "../views/feature-lag-chart.js"
import "../views/force-chart.js"
import "../views/gains-chart.js"
import "../views/history-chart.js"
import "../views/importance-chart.js"
import "../views/interaction-heatmap.js"
import "../views/inventory-view.js"
import "../views/lift-chart.js"
import "../views/metric-list.js"
import "../views/ndcg-chart.js"
import "../views/lone-chart.js"
import "../views/measure-chart.js"
import "../views/metric-cards.js"
import "../views/metric-table.js"
import "../views/near-rows.js"
import "../views/paired-chart.js"
import "../views/parallel-chart.js"
import "../views/permutation-chart.js"
import "../views/precision-recall-chart.js"
import "../views/progress-row.js"
import "../views/quantile-returns-chart.js"
import "../views/rank-agreement.js"
import "../views/rank-models.js"
import "../views/rank-ic-chart.js"
import "../views/registry-table.js"
import "../views/report-view.js"
import "../views/residual-chart.js"
import "../views/retrain-list.js"
import "../views/roc-chart.js"
import "../views/role-editor.js"
import "../views/run-scatter.js"
import "../views/run-table.js"
import "../views/sample-bundles.js"
import "../views/shap-heatmap.js"
import "../views/threshold-view.js"
import "../views/train-test-chart.js"
import "../views/turnover-chart.js"
import "../views/value-histogram.js"
import "../views/walk-forward-chart.js"
import "../views/waterfall-chart.js"
import "../views/what-if.js"
import "../views/window-metric-chart.js"
import * as cards from "./card-data.js"
import { exampleChecks, exampleItems } from "./data.js"
import * as explained from "./explained.js"
import * as more from "./more-data.js"
import * as reported from "./report-data.js"
import * as windowed from "./window-data.js"

const { explanation, table, ranking } = explained
const fields = [
  { feature: "momentum_12m", column: "momentum_12m", own: "0.3", value: "0.5", effect: "+0.42", numeric: true },
  {
    feature: "sector",
    column: "sector",
    own: "Tech",
    value: "Tech",
    effect: "\u22120.11",
    numeric: false,
    categories: ["Energy", "Tech"],
  },
]
const past = [
  { edits: {}, margin: -0.4, prediction: 0.4 },
  { edits: { momentum_12m: "0.5" }, margin: -0.1, prediction: 0.47 },
]

/** One example a view: what the gallery page shows, and what the tests look at. */
export const examples: Readonly<Record<string, TemplateResult>> = {
  "importance-chart": html`<importance-chart .ranking=${ranking} .explanation=${explanation}></importance-chart>`,
  "beeswarm-chart": html`<beeswarm-chart .ranking=${ranking} .explanation=${explanation} .table=${table}></beeswarm-chart>`,
  "permutation-chart": html`<permutation-chart .data=${more.examplePermutation}></permutation-chart>`,
  "measure-chart": html`<measure-chart heading="Gain" .data=${more.exampleGain}></measure-chart>`,
  "metric-cards": html`<metric-cards .metrics=${more.exampleMetrics} .rows=${more.rows}></metric-cards>`,
  "metric-table": html`<metric-table .metrics=${more.exampleMetrics}></metric-table>`,
  "rank-agreement": html`<rank-agreement .data=${more.exampleAgreement}></rank-agreement>`,
  "retrain-list": html`<retrain-list .importances=${ranking.map(({ feature, meanAbsShap }) => ({ feature, importance: meanAbsShap }))}></retrain-list>`,
  "waterfall-chart": html`<waterfall-chart .data=${explained.exampleRow}></waterfall-chart>`,
  "force-chart": html`<force-chart .data=${explained.exampleRow}></force-chart>`,
  "decision-chart": html`<decision-chart .data=${explained.exampleDecisions}></decision-chart>`,
  "what-if": html`<what-if .fields=${fields}></what-if>`,
  "edit-history": html`<edit-history .past=${past} .now=${past[1]!.edits}></edit-history>`,
  "near-rows": html`<near-rows .near=${[{ row: 12, distance: 0.08 }]} .margins=${[-0.3]} .target=${["1"]} .searched=${400} .total=${400}></near-rows>`,
  "dependence-chart": html`<dependence-chart .explanation=${explanation} .table=${table} feature="momentum_12m" color="volatility"></dependence-chart>`,
  "dependence-lines": html`<dependence-lines .data=${explained.exampleLines}></dependence-lines>`,
  "value-histogram": html`<value-histogram .data=${explained.exampleHistogram}></value-histogram><value-histogram .data=${explained.exampleCategories}></value-histogram>`,
  "shap-heatmap": html`<shap-heatmap .data=${explained.exampleHeatmap}></shap-heatmap>`,
  "interaction-heatmap": html`<interaction-heatmap .data=${explained.exampleInteractions}></interaction-heatmap>`,
  "roc-chart": html`<roc-chart .data=${more.exampleRoc}></roc-chart>`,
  "precision-recall-chart": html`<precision-recall-chart .data=${more.examplePrecisionRecall}></precision-recall-chart>`,
  "calibration-chart": html`<calibration-chart .data=${more.exampleCalibration}></calibration-chart>`,
  "gains-chart": html`<gains-chart .data=${more.exampleGains}></gains-chart>`,
  "lift-chart": html`<lift-chart .data=${more.exampleLift}></lift-chart>`,
  "confusion-matrix": html`<confusion-matrix .data=${more.exampleConfusion}></confusion-matrix>`,
  "threshold-view": html`<threshold-view .data=${more.exampleThreshold}></threshold-view>`,
  "actual-chart": html`<actual-chart .data=${more.exampleScored}></actual-chart>`,
  "residual-chart": html`<residual-chart .data=${more.exampleScored}></residual-chart>`,
  "ndcg-chart": html`<ndcg-chart .data=${more.exampleNdcg}></ndcg-chart>`,
  "walk-forward-chart": html`<walk-forward-chart .data=${more.exampleWalk}></walk-forward-chart>`,
  "window-metric-chart": html`<window-metric-chart .data=${more.exampleWindowMetric}></window-metric-chart>`,
  "drift-chart": html`<drift-chart .data=${more.exampleDrift}></drift-chart>`,
  "rank-ic-chart": html`<rank-ic-chart .data=${more.exampleRankIc}></rank-ic-chart>`,
  "quantile-returns-chart": html`<quantile-returns-chart .data=${more.exampleQuantiles}></quantile-returns-chart>`,
  "turnover-chart": html`<turnover-chart .data=${more.exampleTurnover}></turnover-chart>`,
  "run-table": html`<run-table .runs=${more.manyRuns} baseline="id5"></run-table>`,
  "filter-box": html`<filter-box value="metrics.auc > 0.6" .fields=${reported.exampleFields}></filter-box>`,
  "comparison-table": html`<comparison-table .comparison=${reported.exampleComparison}></comparison-table>`,
  "rank-models": html`<rank-models experiment="walk forward" .runs=${reported.exampleRuns} .metrics=${["test_auc"]} metric="test_auc" store="mlruns"></rank-models>`,
  "metric-list": html`<metric-list .measured=${reported.exampleMeasured}></metric-list>`,
  "report-view": html`<report-view .report=${reported.exampleReport}></report-view>`,
  "parallel-chart": html`<parallel-chart .data=${more.exampleParallel}></parallel-chart>`,
  "run-scatter": html`<run-scatter .data=${more.exampleScatter}></run-scatter>`,
  "history-chart": html`<history-chart .data=${more.exampleHistories}></history-chart>`,
  "paired-chart": html`<paired-chart .data=${more.examplePaired}></paired-chart>`,
  "registry-table": html`<registry-table .rows=${cards.exampleRegistry}></registry-table>`,
  "decision-card": html`<decision-card .decision=${cards.exampleDecision}></decision-card>`,
  "finding-card": html`<finding-card .finding=${cards.exampleFinding}></finding-card>`,
  "lone-chart": html`<lone-chart .data=${more.exampleLone}></lone-chart>`,
  "train-test-chart": html`<train-test-chart .data=${more.exampleSides}></train-test-chart>`,
  "feature-lag-chart": html`<feature-lag-chart .data=${windowed.exampleLags}></feature-lag-chart>`,
  "missing-dates-chart": html`<missing-dates-chart .data=${windowed.exampleMissing}></missing-dates-chart>`,
  "shap-windows-chart": html`<shap-windows-chart .data=${windowed.exampleShapWindows}></shap-windows-chart>`,
  "importance-scatter": html`<importance-scatter .data=${windowed.exampleSideImportance}></importance-scatter>`,
  "leaf-size-chart": html`<leaf-size-chart .data=${windowed.exampleLeaves}></leaf-size-chart>`,
  "inventory-view": html`<inventory-view .items=${exampleItems} .checks=${exampleChecks}></inventory-view>`,
  "role-editor": html`<role-editor .table=${table} .roles=${{ target: "volatility" }}></role-editor>`,
  "sample-bundles": html`<sample-bundles></sample-bundles>`,
  "progress-row": html`<progress-row
    stage="explaining"
    .progress=${{ stage: "explaining", done: 12_500, total: 40_000, rowsPerSecond: 9800, secondsLeft: 2.8 }}
  ></progress-row>`,
  "error-list": html`<error-list .errors=${["lightgbm model.txt: tree 3: leaf_value has 10 numbers, expected 13"]}></error-list>`,
  "drop-zone": html`<drop-zone></drop-zone>`,
}
