import type { Column } from "../data/column.js"
import { columnNamed, findColumn, type Table } from "../data/table.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { spearman } from "../kernels/metrics/spearman.js"
import { eachInSteps, finish, type Steps } from "./steps.js"

/** How well one feature alone orders the target. */
export interface LoneScore {
  readonly feature: string
  /** The larger of AUC and 1 - AUC, or |Spearman|; null where it is not defined. */
  readonly score: number | null
  /** Larger values go with larger targets. */
  readonly rises: boolean
  /** Rows where feature and target have a value. */
  readonly rows: number
}

export interface LoneScores {
  readonly metric: "auc" | "spearman"
  /** The highest first. Features of text have no order and are left out. */
  readonly features: readonly LoneScore[]
  readonly leftOut: readonly string[]
}

/**
 * Each feature as if it were the score: AUC for a target of two values, else Spearman's correlation. One that comes near
 * the model's own, or near 1, deserves a look: it may hold the answer.
 * @throws RangeError for a target that is not there, or is text of more than two values.
 */
export function loneScores(table: Table, target: string, features: readonly string[]): LoneScores {
  return finish(loneScoresInSteps(table, target, features))
}

/** As `loneScores`, feature by feature. */
export function* loneScoresInSteps(table: Table, target: string, features: readonly string[]): Steps<LoneScores> {
  const { truth, binary } = truthOf(columnNamed(table, target))
  const known = features.flatMap((name) => findColumn(table, name) ?? [])
  const ordered = known.filter((column) => column.type !== "category")
  const scores = yield* eachInSteps(ordered, (column) =>
    scoreOf(column.name, column.values as Float64Array, truth, binary),
  )
  return {
    metric: binary ? "auc" : "spearman",
    features: scores.sort((a, b) => (b.score ?? -1) - (a.score ?? -1)),
    leftOut: known.filter(({ type }) => type === "category").map(({ name }) => name),
  }
}

function truthOf(column: Column): { truth: Float64Array; binary: boolean } {
  const values =
    column.type === "category"
      ? Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
      : Float64Array.from(column.values)
  const found = new Set<number>()
  for (const value of values) if (!Number.isNaN(value) && found.add(value).size > 2) break
  if (found.size > 2) {
    if (column.type !== "category") return { truth: values, binary: false }
    throw new RangeError(`target ${column.name}: got text of more than two values, expected two, or numbers`)
  }
  const positive = Math.max(...found)
  return { truth: values.map((value) => (Number.isNaN(value) ? value : Number(value === positive))), binary: true }
}

function scoreOf(feature: string, values: ArrayLike<number>, truth: Float64Array, binary: boolean): LoneScore {
  const [x, y]: [number[], number[]] = [[], []]
  for (let row = 0; row < truth.length; row++) {
    if (!Number.isFinite(values[row]!) || !Number.isFinite(truth[row]!)) continue
    x.push(values[row]!)
    y.push(truth[row]!)
  }
  const rows = x.length
  // of a constant nothing is known
  if (new Set(y).size < 2 || new Set(x).size < 2) return { feature, score: null, rises: true, rows }
  const found = binary ? rocAuc(y, x) : spearman(y, x)
  const rises = binary ? found >= 0.5 : found >= 0
  return { feature, score: binary ? Math.max(found, 1 - found) : Math.abs(found), rises, rows }
}
