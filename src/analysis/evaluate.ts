import type { Table } from "../data/table.js"
import type { Evaluation, TargetKind } from "../results/evaluation.js"
import { evaluateBinary } from "./evaluate-binary.js"
import { evaluateClasses } from "./evaluate-classes.js"
import { evaluateDates } from "./evaluate-dates.js"
import { evaluateRanking } from "./evaluate-ranking.js"
import { evaluateRegression } from "./evaluate-regression.js"
import { type EvaluatedRoles, evaluatedRows, guessKind } from "./evaluated-rows.js"
import type { EvaluateOptions, EvaluationJob, EvaluationParts } from "./evaluation-job.js"
import { usualLevels } from "./interpretation.js"
import { resamplesOf, shuffledWithin } from "./measure.js"
import { between, finish, type Steps } from "./steps.js"

/**
 * Every metric that fits the target of a table, each with its interval, what a random, a constant and a shuffled score
 * come to, and where it stands among usual levels. Intervals are DeLong's for the AUC, Wilson's for rates at
 * thresholds, and the percentile bootstrap (by date or group, where there is one) for all others; weights make it the
 * bootstrap for these, too.
 * @throws RangeError for columns that are not there, no rows that can be used, or a target that is no such kind.
 */
export function evaluate(table: Table, options: EvaluateOptions): Evaluation {
  return finish(evaluateInSteps(table, options))
}

/** As `evaluate`, metric by metric. */
export function* evaluateInSteps(table: Table, options: EvaluateOptions): Steps<Evaluation> {
  const { level = 0.95, seed = 0, samples = 1000, interpretation = usualLevels } = options
  checkLevel(level)
  const { resamples } = options
  if (resamples !== undefined && !(Number.isInteger(resamples) && resamples > 0)) {
    throw new RangeError(`resamples is ${resamples}, expected a whole number above 0, e.g. 1000`)
  }
  const { target, score, group, date, weight, value, id } = options
  const given = { target, score, group, date, weight, value, id }
  const roles = Object.fromEntries(Object.entries(given).filter(([, name]) => name !== undefined))
  const rows = evaluatedRows(table, roles as unknown as EvaluatedRoles)
  const kind = options.kind ?? guessKind(rows)
  const blockBy = rows.dateOf ?? rows.groupOf
  const job: EvaluationJob = {
    ...{ rows, options, blockBy, strict: options.strict ?? false, thresholds: options.thresholds ?? [0.3, 0.5, 0.7] },
    context: { level, seed, samples, resamples, interpretation },
    shuffled: shuffledWithin(rows.scores[0]!, rowsOfBlocks(rows.groupOf ?? rows.dateOf), seed),
  }
  const parts = yield* partsOf(kind, job)
  const drawn = resamplesOf(rows.target.length, job.context)
  const bootstrap = { asked: resamples ?? samples, drawn }
  return {
    ...{ data: table.name, kind, roles: roles as Evaluation["roles"] },
    rows: { total: rows.total, used: rows.target.length, dropped: [...rows.dropped] },
    ...{ level, seed, rule: null, classes: null, lift: null, cost: null, revenue: null, confusion: null },
    ...{ residuals: null, byDate: null, icDecay: null, quantiles: null, curves: null },
    ...{ resamples: bootstrap, notes: [...table.notes, ...fewerResamples(bootstrap, rows.target.length, parts)] },
    ...parts,
  }
}

/** Percentiles of few resamples are rough: that must be said. */
function fewerResamples(
  { asked, drawn }: Evaluation["resamples"],
  rows: number,
  { metrics }: EvaluationParts,
): string[] {
  if (drawn >= asked || !metrics.some(({ method }) => method === "bootstrap")) return []
  const [few, all, of] = [drawn, asked, rows].map((each) => each.toLocaleString("en-US"))
  return [`bootstrap intervals are of ${few} resamples instead of ${all}: there are ${of} rows`]
}

function* partsOf(kind: TargetKind, job: EvaluationJob): Steps<EvaluationParts> {
  if (kind === "multiclass") return yield* evaluateClasses(job)
  if (kind === "binary") {
    const parts = yield* between(0, job.rows.groups ? 0.6 : 1, evaluateBinary(job))
    if (!job.rows.groups) return parts
    const ranking = yield* between(0.6, 1, evaluateRanking(job))
    return { ...parts, metrics: [...parts.metrics, ...ranking.metrics] }
  }
  if (job.rows.names) {
    throw new RangeError(`target ${job.options.target} holds text, expected numbers for the kind ${kind}`)
  }
  const share = job.rows.dateOf ? 0.7 : 1
  const first = yield* between(0, share, kind === "graded" ? evaluateRanking(job) : evaluateRegression(job))
  const dated = job.rows.dateOf && wantsDates(job) ? evaluateDates(job) : { metrics: [] }
  return { ...first, ...dated, metrics: [...first.metrics, ...dated.metrics] }
}

/** Whether anything is wanted that is made of dates. */
function wantsDates({ options }: EvaluationJob): boolean {
  return options.only?.some((name) => /^(rankIc|spread|turnover|rankAutocorrelation)/.test(name)) ?? true
}

function rowsOfBlocks(blocks: Float64Array | undefined): Uint32Array[] | undefined {
  if (!blocks) return undefined
  const rows = new Map<number, number[]>()
  blocks.forEach((block, row) => {
    const own = rows.get(block)
    if (own) own.push(row)
    else rows.set(block, [row])
  })
  return [...rows.values()].map((each) => Uint32Array.from(each))
}

function checkLevel(level: number): void {
  if (level > 0 && level < 1) return
  throw new RangeError(`level is ${level}, expected a number between 0 and 1, e.g. 0.95`)
}
