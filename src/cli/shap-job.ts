import { scoreMargins } from "../analysis/score-margins.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table } from "../data/table.js"
import type { ShapOptions as EngineShapOptions, Space } from "../engine-calls.js"
import type { Explanation } from "../results/explanation.js"
import type { Ranking, Score } from "../results/ranking.js"
import type { LogOption } from "./log-to-run.js"
import type { DataSource } from "./open-batches.js"
import type { ModelSource } from "./options.js"
import type { RowOptions } from "./select-rows.js"
import { type Terminal, UsageError } from "./terminal.js"

/** The options of `leafwise shap`. */
export interface ShapOptions extends RowOptions, ModelSource, DataSource, LogOption {
  readonly top?: number
  readonly sample?: number
  readonly output?: number
  readonly target?: string
  readonly background?: string
  readonly space?: Space
  readonly precision?: "f64" | "f32"
  readonly values?: string
  readonly interactions?: string
  readonly plots?: string
  readonly transform?: "perc"
}

/** What is to be explained, and how. */
export interface ShapJob {
  readonly ensemble: Ensemble
  readonly options: ShapOptions
  readonly terminal: Terminal
  readonly choices: Pick<EngineShapOptions, "space" | "precision" | "background">
}

/** What came of it, and what readers had to say. */
export interface ShapOutcome {
  readonly ranking: Ranking
  readonly notes: readonly string[]
  /** The values and their rows, where they are in memory, and how many rows these were drawn from. */
  readonly explained?: { readonly explanation: Explanation; readonly table: Table; readonly total: number }
}

/** What was mistyped is said before anything is computed. */
export function checkChoices({ output, target }: ShapOptions, { outputs }: Ensemble, table: Table): void {
  if (output !== undefined && output >= outputs) {
    throw new UsageError(`--output is ${output}, expected ${outputs === 1 ? "0" : `0 to ${outputs - 1}`}`)
  }
  if (target === undefined) return
  columnNamed(table, target)
  if (outputs > 1 && output === undefined) {
    throw new UsageError(`--target needs --output: the model has ${outputs} outputs, expected one to score`)
  }
}

/** The margins of the output that is scored. */
export function scoredMargins({ margins, outputs }: Explanation, output?: number): Float64Array {
  return outputs === 1 ? margins : margins.filter((_, i) => i % outputs === output)
}

/** How well margins order the target, where there is one. */
export function scoreOf(margins: Float64Array, rows: Table, target: string | undefined): Score | null {
  return target ? scoreMargins(margins, rows, target) : null
}
