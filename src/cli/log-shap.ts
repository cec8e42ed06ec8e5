import { shapRecord } from "../analysis/shap-record.js"
import type { Run } from "../data/run.js"
import { type Drawn, drawExplanation, drawPlot } from "../node/plots.js"
import type { RunStore } from "../stores/run-store.js"
import { logInto } from "./log-to-run.js"
import type { ShapOptions, ShapOutcome } from "./shap-job.js"
import type { Terminal } from "./terminal.js"

/** Dependence plots that are drawn. */
const DEPENDENCE = 5

/** Writes a ranking by mean |SHAP| and its plots into a run. */
export async function logShap(
  run: { readonly store: RunStore; readonly run: Run },
  outcome: ShapOutcome,
  options: ShapOptions,
  terminal: Terminal,
): Promise<void> {
  const record = shapRecord(outcome.ranking)
  const pictures = (await plotsOf(outcome, options)).flatMap(({ name, svg, png }) => [
    [`shap/${name}.svg`, svg] as const,
    [`shap/${name}.png`, png] as const,
  ])
  const artifacts = { ...record.artifacts, ...Object.fromEntries(pictures) }
  await logInto(run, { ...record, artifacts }, options, terminal)
}

/** Every plot where the values are in memory; the bars where they came in batches. */
async function plotsOf(
  { ranking, explained }: ShapOutcome,
  { output = 0 }: ShapOptions,
): Promise<(Drawn & { name: string })[]> {
  const { features, rows } = ranking
  if (explained) {
    const common = { output, total: rows, row: 0, dependence: Math.min(DEPENDENCE, features.length) }
    return drawExplanation({ ...explained, ...common, ranking: features })
  }
  const bars = features.map(({ feature, meanAbsShap }) => ({ feature, importance: meanAbsShap }))
  const drawn = await drawPlot("feature_importance", {
    measure: "mean |SHAP|",
    features: bars,
    rows: { in: rows, used: rows },
  })
  return [{ name: "bar", ...drawn }]
}
