import { describeModel } from "../analysis/describe.js"
import { evaluate } from "../analysis/evaluate.js"
import { rankFeatures } from "../analysis/rank-features.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table, takeRows } from "../data/table.js"
import { sampleRows } from "../kernels/sample-rows.js"
import type { Explanation } from "../results/explanation.js"
import type { Report, ReportedMetrics, ReportedRows, RowCard } from "../results/report.js"
import { scoreTable } from "../score-table.js"
import { reportedRows } from "../writers/report-rows.js"
import { openModel, openTable } from "./open-model.js"
import type { ReportOptions } from "./report-options.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

/** What a report says about a model on a table. */
export interface ModelPart {
  readonly facts: Report["facts"]
  readonly notes: readonly string[]
  readonly metrics: ReportedMetrics | null
  /** Explained rows there are. */
  readonly rows: number
  /** The charts of explained rows with so many of them. */
  reported(rows: number): ReportedRows
}

/** A table with predictions beside its columns, and how these are called. */
type Scored = Awaited<ReturnType<typeof scoreTable>>

const cards: readonly RowCard[] = ["bar", "beeswarm", "dependence", "waterfall"]

/** Explains and scores the model that the options name; undefined where they name none. */
export async function explainForReport(options: ReportOptions, terminal: Terminal): Promise<ModelPart | undefined> {
  const { model, data, target, output = 0, seed } = options
  if (model === undefined || data === undefined) return undefined
  const ensemble = await openModel({ ...options, model }, terminal)
  const table = await openTable(data, terminal)
  if (output >= ensemble.outputs) {
    throw new UsageError(`--output is ${output}, expected less than the model's ${ensemble.outputs} outputs`)
  }
  if (target !== undefined) columnNamed(table, target)
  const { explanation, scored } = await compute(options, ensemble, table, terminal)
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  const ranking = rankFeatures(explanation, rows, options.output)
  return {
    facts: factsOf(ensemble, table),
    notes: [...table.notes, ...explanation.matching.notes],
    metrics: scored ? measured(options, scored) : null,
    rows: rows.rows,
    reported: (wanted) => {
      const keep = wanted > 0 ? sampleRows(rows.rows, wanted, seed) : new Uint32Array()
      return reportedRows(explanation, rows, { cards, ranking, total: table.rows, output, ...(keep && { keep }) })
    },
  }
}

async function compute(
  options: ReportOptions,
  ensemble: Ensemble,
  table: Table,
  terminal: Terminal,
): Promise<{ explanation: Explanation; scored: Scored | undefined }> {
  const { background: file, sample, seed, target } = options
  const background = file === undefined ? undefined : await openTable(file, terminal)
  return withEngine(options, terminal, async (engine, call) => {
    const choices = { seed, ...(background && { background }), ...(sample !== undefined && { sample }) }
    const explanation = await engine.shap(ensemble, table, { ...call, ...choices })
    const scored = target === undefined ? undefined : await scoreTable(engine, ensemble, table, call)
    return { explanation, scored }
  })
}

function measured({ target, date, group, seed }: ReportOptions, { table, scores }: Scored): ReportedMetrics {
  const score = scores.length > 1 ? scores : scores[0]!
  const roles = {
    target: target!,
    score,
    seed,
    ...(date !== undefined && { date }),
    ...(group !== undefined && { group }),
  }
  const { kind, level, rows, metrics } = evaluate(table, roles)
  return { target: target!, kind, level, rows: { total: rows.total, used: rows.used }, metrics }
}

function factsOf(ensemble: Ensemble, table: Table): Report["facts"] {
  return [
    { name: "model", value: `${ensemble.name}: ${describeModel(ensemble)}` },
    { name: "data", value: table.name },
    { name: "rows", value: table.rows.toLocaleString("en-US") },
  ]
}
