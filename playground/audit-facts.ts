import {
  auditCards,
  type Ensemble,
  type LoneScores,
  type ShownRule,
  type Table,
  type TableAudit,
} from "../src/index.js"
import type { Job } from "./pages/latest.js"
import type { Finding as Card } from "./plots/cards.js"
import type { LoneData } from "./plots/lone-scores.js"
import type { RowAccount } from "./plots/plot.js"
import { sampleTable } from "./sample-table.js"
import type { LoadedTable, Session } from "./session.js"

/** Rows of a table that are audited at most, unless all are wished for. */
const MOST_ROWS = 50_000

/** Whether not all rows are audited to begin with. */
export function auditsSample(tables: readonly (LoadedTable | undefined)[]): boolean {
  return tables.some((each) => each !== undefined && each.table.rows > MOST_ROWS)
}

/** Whether all rows are wished for: of both pages, and the report. */
export function auditsAll({ view }: Session): boolean {
  return Boolean(view.options["audit.all"])
}

/** What the audit of the chosen model found on the chosen table and the rows of training. */
export interface Audited {
  readonly found: TableAudit
  readonly lone: LoneScores | undefined
  readonly train: string | undefined
  /** Of the chosen table. */
  readonly rows: RowAccount
}

let newest: { readonly key: readonly unknown[]; readonly value: Audited } | undefined

/** Audits once for both pages that ask. */
export async function audited(
  session: Session,
  { ensemble, table, train }: { ensemble: Ensemble; table: LoadedTable; train: LoadedTable | undefined },
  job: Job,
): Promise<Audited> {
  const all = auditsAll(session)
  const key = [ensemble, table.table, table.roles, train?.table, all]
  if (newest?.key.every((each, i) => each === key[i])) return newest.value
  const engine = await session.engine()
  const { target, date, group } = table.roles
  const rowsOf = (own: Table) => (all ? own : sampleTable(own, MOST_ROWS))
  const test = await rowsOf(table.table)
  const roles = {
    ...(target !== undefined && { target }),
    ...(date !== undefined && { date }),
    ...(group !== undefined && { group }),
  }
  // a feature may be spelled another way than its column
  const names = engine.match(ensemble, test).columns
  // a target of many classes orders nothing
  const lone =
    target === undefined ? undefined : await engine.loneScores(test, target, names, job).catch(() => undefined)
  job.signal.throwIfAborted()
  const rowsIn = { test: table.table.rows, ...(train && { train: train.table.rows }) }
  const tables = { ...roles, rowsIn, test, ...(train && { train: await rowsOf(train.table) }) }
  const found = await engine.auditTables(ensemble, tables, job)
  const used = test.rows
  const rows = { in: table.table.rows, used, ...(used < table.table.rows && { sample: "uniform sample, seed 0" }) }
  newest = { key, value: { found, lone, train: train?.path, rows } }
  return newest.value
}

/** What was found by the rules, and which of them found nothing. */
export function cardsOf({ found, train }: Audited, rules: readonly ShownRule[]): Card[] {
  return auditCards(found.findings, rules, train !== undefined, found.rows)
}

/** The rules that need the rows of training, which are not there. */
export function unchecked({ train }: Audited, rules: readonly ShownRule[]): string[] {
  return train === undefined ? rules.filter(({ needsTrain }) => needsTrain).map(({ title }) => title.toLowerCase()) : []
}

/** Features as if each were the score, beside the model. */
export function loneData({ lone, found, rows }: Audited, most: number): LoneData | undefined {
  if (!lone) return undefined
  const name = lone.metric === "auc" ? "roc_auc" : "spearman"
  const headline = found.headline.find(({ metric }) => metric === name)
  const model = headline?.test ?? headline?.train
  const features = lone.features.flatMap((each) => (each.score === null ? [] : [{ ...each, score: each.score }]))
  return { metric: lone.metric, features, most, rows, leftOut: lone.leftOut, ...(model != null && { model }) }
}

/** Metrics that are known on both sides: computed, or as the model's run logged them. */
export interface Side {
  readonly metric: string
  readonly train: number
  readonly test: number
}

export function computedSides({ found }: Audited): Side[] {
  return found.headline.flatMap(({ metric, train, test }) =>
    train === null || test === null ? [] : [{ metric, train, test }],
  )
}

/** Pairs like train_auc and test_auc of a run's metrics. */
export function loggedSides(metrics: Readonly<Record<string, number>>): Side[] {
  return Object.entries(metrics).flatMap(([key, test]) => {
    const train = metrics[key.replace(/test/i, "train")]
    return /test/i.test(key) && !/^n_/.test(key) && train !== undefined
      ? [{ metric: key.replace(/_?test_?/i, ""), train, test }]
      : []
  })
}
