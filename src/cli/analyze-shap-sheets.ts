import { count } from "../analysis/describe.js"
import type { AnalysedFeature, ShapAnalysis, SideScore } from "../results/shap-analysis.js"
import type { Cell, Sheet } from "../results/sheet.js"

type Field = readonly [name: string, cell: (feature: AnalysedFeature) => Cell]

/** What is shown, and what is left out where nothing is known of it. */
function fields({ features }: ShapAnalysis): Field[] {
  const has = (key: "gain" | "split" | "permutation") => features.some((each) => each[key] !== null)
  return [
    ["rank", ({ rank }) => rank],
    ["feature", ({ feature }) => feature],
    ["mean |SHAP|", ({ meanAbsShap }) => meanAbsShap],
    ["mean SHAP", ({ meanShap }) => meanShap],
    ["direction", ({ direction }) => direction],
    ["correlation", ({ correlation }) => correlation],
    ...(has("gain") ? [["gain", ({ gain }) => gain] as Field, ["split", ({ split }) => split] as Field] : []),
    ...(has("permutation") ? [["permutation", ({ permutation }) => permutation] as Field] : []),
  ]
}

/** The ranking as a table. */
export function analysisSheet(analysis: ShapAnalysis, top?: number): Sheet {
  const shown = fields(analysis)
  return {
    columns: shown.map(([name]) => name),
    rows: analysis.features.slice(0, top).map((feature) => shown.map(([, cell]) => cell(feature))),
  }
}

/** The whole ranking for `--output`: always the same columns, under names that code can use. */
export function csvSheet({ features }: ShapAnalysis): Sheet {
  const columns = ["rank", "feature", "mean_abs_shap", "mean_shap", "direction", "correlation", "gain", "split"]
  return {
    columns: [...columns, "permutation", "permutation_sd"],
    rows: features.map((each) => [
      ...[each.rank, each.feature, each.meanAbsShap, each.meanShap, each.direction, each.correlation],
      ...[each.gain, each.split, each.permutation, each.permutationSd],
    ]),
  }
}

/** Model, data, rows, background and proof in a line. */
export function analysisSummary({ model, data, rows, background, space, additivityError }: ShapAnalysis): string {
  const sides = rows.train > 0 ? `${count(rows.train, "train row")}, ` : ""
  const left = rows.dropped > 0 ? `, ${rows.dropped.toLocaleString("en-US")} left out` : ""
  const explained = `${rows.explained.toLocaleString("en-US")} explained${rows.sampled ? " (sampled)" : ""}`
  const ground =
    background.kind === "covers" ? "the model's covers" : `${count(background.rows, "row")} (${background.kind})`
  const unit = space === "raw" ? "margin" : space
  return `${model} on ${data}: ${sides}${explained}${left} - background ${ground} - ${unit} - additivity error ${additivityError.relative.toExponential(1)}`
}

/** What else there is to say, a line each. */
export function analysisNotes({ score, agreement, stability, transform }: ShapAnalysis): string[] {
  return [
    ...(transform
      ? [
          `${transform.name}: ${count(transform.features.length, "feature")} as percentiles within ${transform.within}, up to ${transform.scale}`,
        ]
      : []),
    ...(score ? scoreLines(score) : []),
    ...(agreement.length > 0
      ? [`agreement (Spearman): ${agreement.map(({ a, b, spearman }) => `${a}-${b} ${fixed(spearman)}`).join(", ")}`]
      : []),
    ...(stability ? [stabilityLine(stability)] : []),
  ]
}

function scoreLines({ target, positive, side, test, train, gap }: NonNullable<ShapAnalysis["score"]>): string[] {
  const rule = positive === null ? "" : ` (positive: ${positive})`
  const name = side === "test" ? "test AUC" : "AUC of all rows, which may have been trained on,"
  const before = train ? `, train AUC ${sideText(train)}${gap === null ? "" : `, gap ${fixed(gap)}`}` : ""
  return [`${name} of ${target}${rule} ${sideText(test)}${before}`]
}

function sideText({ auc, low, high, reason, rows, positives, dropped, spearman }: SideScore): string {
  const without = dropped > 0 ? `, ${count(dropped, "row")} without a target` : ""
  if (auc === null) return `none: ${reason}${without}`
  const interval = low === null || high === null ? "" : ` [${fixed(low)}, ${fixed(high)}]`
  const order = spearman === null ? "" : `, Spearman ${fixed(spearman)}`
  return `${fixed(auc)}${interval} (${count(rows, "row")}, ${positives.toLocaleString("en-US")} positive${without}${order})`
}

function stabilityLine({
  by,
  windows,
  top,
  meanSpearman,
  leastSpearman,
  meanOverlap,
  features,
}: NonNullable<ShapAnalysis["stability"]>): string {
  const moved = features.reduce((most, each) => (each.worst - each.best > most.worst - most.best ? each : most))
  const share = `${(100 * meanOverlap).toFixed(0)} %`
  return `stability over ${count(windows.length, "window")} (by ${by}): rank correlation ${fixed(meanSpearman)} on average, ${fixed(leastSpearman)} at least; ${share} of the first ${top} features in common; ${moved.feature} moves most, between places ${moved.best} and ${moved.worst}`
}

function fixed(value: number | null): string {
  return value === null ? "undefined" : value.toFixed(4)
}
