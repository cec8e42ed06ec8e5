import { evaluate } from "../analysis/evaluate.js"
import { evaluatedRows } from "../analysis/evaluated-rows.js"
import type { EvaluateOptions } from "../analysis/evaluation-job.js"
import { evaluationPlots, type PlotToDraw } from "../analysis/evaluation-plots.js"
import { evaluationMetrics } from "../analysis/evaluation-record.js"
import type { Run } from "../data/run.js"
import type { Table } from "../data/table.js"
import { drawPlot } from "../node/plots.js"
import type { RunStore } from "../stores/run-store.js"
import { logInto } from "./log-to-run.js"
import type { CommonOptions } from "./options.js"
import type { Terminal } from "./terminal.js"

/** A table with its scores. */
export interface Scored {
  readonly table: Table
  readonly scores: readonly string[]
}

/** What is logged whichever thresholds were asked for. */
const THRESHOLDS = [0.3, 0.5, 0.7]

/** Writes metrics under the names that runs are searched by, and the plots that fit, into a run. */
export async function logMetrics(
  run: { readonly store: RunStore; readonly run: Run },
  { test, train, threshold }: { readonly test: Scored; readonly train: Scored | undefined; readonly threshold: number },
  wanted: Omit<EvaluateOptions, "score">,
  options: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  const thresholds = [...new Set([...THRESHOLDS, ...(wanted.thresholds ?? []), threshold])].sort((a, b) => a - b)
  // Intervals were made for the output already; plots show DeLong's, which takes no resamples.
  const evaluated = ({ table, scores }: Scored) =>
    evaluate(table, { ...wanted, score: scoreOf(scores), thresholds, curves: true, samples: 1, resamples: 1 })
  const evaluation = evaluated(test)
  const { target, scores } = evaluatedRows(test.table, { target: wanted.target, score: test.scores })
  const plots = evaluationPlots(evaluation, threshold, { target, score: scores[0]! })
  const artifacts: Record<string, Uint8Array> = {}
  for (const plot of plots) artifacts[`${plot.kind}.png`] = await pictureOf(plot)
  const metrics = evaluationMetrics(evaluation, threshold, train && evaluated(train))
  await logInto(run, { metrics, artifacts }, options, terminal)
}

/** One column, or one a class. */
export function scoreOf(scores: readonly string[]): EvaluateOptions["score"] {
  return scores.length === 1 ? scores[0]! : scores
}

async function pictureOf({ kind, data }: PlotToDraw): Promise<Uint8Array> {
  return (await drawPlot(kind, data)).png
}
