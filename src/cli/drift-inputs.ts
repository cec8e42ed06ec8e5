import type { DriftOptions } from "../analysis/drift.js"
import type { DriftThresholds } from "../analysis/drift-thresholds.js"
import { rankFeatures } from "../analysis/rank-features.js"
import type { RankedRows } from "../analysis/shap-drift.js"
import type { Ensemble } from "../data/ensemble.js"
import { type Table, takeRows } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import { matchColumns } from "../kernels/match-columns.js"
import type { LongCall } from "../results/progress.js"
import { scoreTable } from "../score-table.js"
import { openModel, openTable } from "./open-model.js"
import type { CommonOptions, ModelSource } from "./options.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"

export interface DriftCommand extends CommonOptions, Omit<ModelSource, "model">, DriftThresholds {
  readonly reference: string
  readonly current: string
  readonly model?: string
  readonly prediction?: readonly string[]
  readonly target?: string
  readonly columns?: readonly string[]
  readonly ignore?: readonly string[]
  readonly bins: number
  readonly level: number
  readonly samples: number
  readonly resamples?: number
  readonly shapRows: number
  readonly failOn?: "warn" | "fail"
  readonly logTo?: string
}

type Inputs = { reference: Table; current: Table } & Pick<DriftOptions, "prediction" | "features" | "shap">

/** The two tables, with a model's predictions and rankings where there is a model. */
export async function driftInputs(options: DriftCommand, terminal: Terminal): Promise<Inputs> {
  const { model, prediction } = options
  const [before, now] = await Promise.all([
    openTable(options.reference, terminal),
    openTable(options.current, terminal),
  ])
  // Two files of one name would not be told apart.
  const [reference, current] =
    before.name === now.name
      ? [
          { ...before, name: options.reference },
          { ...now, name: options.current },
        ]
      : [before, now]
  const named = prediction && (prediction.length === 1 ? prediction[0]! : prediction)
  if (model === undefined) return { reference, current, ...(named !== undefined && { prediction: named }) }
  const ensemble = await openModel({ ...options, model }, terminal)
  const features = matchColumns(ensemble, reference).matching.columns
  return withEngine(options, terminal, async (engine, call) => {
    const shap = ensemble.noShap
      ? {}
      : {
          shap: {
            reference: await rankedRows(engine, ensemble, reference, options, call),
            current: await rankedRows(engine, ensemble, current, options, call),
          },
        }
    if (named !== undefined) return { reference, current, features, prediction: named, ...shap }
    const scored = await scoreTable(engine, ensemble, reference, call)
    const scoredNow = await scoreTable(engine, ensemble, current, call)
    const scores = scored.scores.length === 1 ? scored.scores[0]! : scored.scores
    return {
      reference: scored.table,
      current: renamed(scoredNow, scored.scores),
      features,
      prediction: scores,
      ...shap,
    }
  })
}

/** Predictions have one name on both sides, whatever else is called `prediction`. */
function renamed({ table, scores }: { table: Table; scores: string[] }, names: readonly string[]): Table {
  const own = table.columns.filter(({ name }) => !names.includes(name) || scores.includes(name))
  return {
    ...table,
    columns: own.map((column) => {
      const at = scores.indexOf(column.name)
      return at < 0 ? column : { ...column, name: names[at]! }
    }),
  }
}

async function rankedRows(
  engine: EngineCalls,
  ensemble: Ensemble,
  table: Table,
  { shapRows, seed }: DriftCommand,
  call: LongCall,
): Promise<RankedRows> {
  const explanation = await engine.shap(ensemble, table, { ...call, sample: shapRows, seed })
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  return { rows: rows.rows, features: rankFeatures(explanation, rows) }
}
