import {
  type Ensemble,
  type Finding,
  type LoneScores,
  sampleRows,
  type Table,
  type TableAudit,
  takeRows,
} from "../src/index.js"
import type { Job } from "./pages/latest.js"
import type { Finding as Card } from "./plots/cards.js"
import { plain } from "./plots/format.js"
import type { LoneData } from "./plots/lone-scores.js"
import type { RowAccount } from "./plots/plot.js"
import type { LoadedTable, Session } from "./session.js"

/** Rows of a table that are audited at most. */
const MOST_ROWS = 50_000

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
  const key = [ensemble, table.table, table.roles, train?.table]
  if (newest?.key.every((each, i) => each === key[i])) return newest.value
  const engine = await session.engine()
  const { target, date, group } = table.roles
  const test = sampled(table.table)
  const roles = {
    ...(target !== undefined && { target }),
    ...(date !== undefined && { date }),
    ...(group !== undefined && { group }),
  }
  // a feature may be spelled another way than its column
  const names = engine.match(ensemble, test).columns
  // a target of many classes orders nothing
  const lone = target === undefined ? undefined : await engine.loneScores(test, target, names).catch(() => undefined)
  job.signal.throwIfAborted()
  const tables = { ...roles, test, ...(train && { train: sampled(train.table) }) }
  const found = await engine.auditTables(ensemble, tables, job)
  const used = test.rows
  const rows = { in: table.table.rows, used, ...(used < table.table.rows && { sample: "uniform sample, seed 0" }) }
  newest = { key, value: { found, lone, train: train?.path, rows } }
  return newest.value
}

function sampled(table: Table): Table {
  const rows = sampleRows(table.rows, MOST_ROWS, 0)
  return rows ? takeRows(table, rows) : table
}

interface Rule {
  readonly id: string
  readonly title: string
  /** What is said when nothing was found. */
  readonly fine: string
  readonly needsTrain?: boolean
}

export const leakRules: readonly Rule[] = [
  {
    id: "metrics.leakage",
    title: "Scores that are too good",
    fine: "The model\u2019s scores are no better than is usual.",
  },
  { id: "metrics.lone-feature", title: "One feature that says it all", fine: "No feature alone comes near the model." },
  {
    id: "metrics.forbidden-feature",
    title: "Target, date or id among the features",
    fine: "No feature is, or is called as, a target, a date or an id.",
  },
  {
    id: "metrics.shared-rows",
    title: "Rows shared with training",
    fine: "No row is in the training table, too.",
    needsTrain: true,
  },
  {
    id: "metrics.embargo",
    title: "Gap between training and test",
    fine: "The test begins after training ends.",
    needsTrain: true,
  },
]

export const fitRules: readonly Rule[] = [
  {
    id: "metrics.overfitting",
    title: "Training far above test",
    fine: "Scores on training and test rows are close.",
    needsTrain: true,
  },
  {
    id: "metrics.importance-gap",
    title: "Features that matter in training only",
    fine: "Features matter about as much on both sides.",
    needsTrain: true,
  },
  { id: "metrics.imbalance", title: "Precise but blind", fine: "Precision is not bought with recall." },
  { id: "metrics.small-groups", title: "Groups of few rows", fine: "Groups are large enough for labels that hold." },
]

const order = { fail: 0, warn: 1, info: 2, pass: 3 } as const

/** A card a finding, and one for each rule that found nothing; the gravest first. */
export function cardsOf({ found, train }: Audited, rules: readonly Rule[]): Card[] {
  const cards = rules.flatMap(({ id, title, fine, needsTrain }): Card[] => {
    const own = found.findings.filter(({ rule }) => rule === id)
    if (own.length > 0) return own.map((finding) => cardOf(finding, title))
    if (needsTrain && train === undefined) return []
    return [{ rule: title, severity: "pass", message: fine, evidence: [] }]
  })
  return cards.sort((a, b) => order[a.severity] - order[b.severity])
}

/** The rules that need the rows of training, which are not there. */
export function unchecked({ train }: Audited, rules: readonly Rule[]): string[] {
  return train === undefined ? rules.filter(({ needsTrain }) => needsTrain).map(({ title }) => title.toLowerCase()) : []
}

function cardOf({ severity, message, evidence, cure, subject }: Finding, rule: string): Card {
  const shown = Object.entries(evidence).map(([name, value]) => ({
    name: name.replaceAll("_", " "),
    value: textOf(value),
  }))
  return {
    ...{ rule, severity, message: `${message}.`, evidence: shown },
    ...(cure && { cure }),
    ...(subject.kind === "feature" && { feature: subject.name }),
  }
}

function textOf(value: Finding["evidence"][string]): string {
  if (typeof value === "number") return plain(value)
  return Array.isArray(value) ? value.join(", ") : String(value)
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
