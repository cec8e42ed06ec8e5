import type { Ensemble } from "../data/ensemble.js"
import { gently } from "../data/gently.js"
import { nextTask } from "../data/next-task.js"
import type { Table } from "../data/table.js"
import type { Audit, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import type { LongCall } from "../results/progress.js"
import { forbiddenFeatures, loneFeatures } from "./audit-features.js"
import { judgedScores } from "./audit-judged-scores.js"
import { type ModelScores, type Predictor, scoresOnTable } from "./audit-model-scores.js"
import { dateGap, overlaps, smallGroups } from "./audit-rows.js"
import { finding, short } from "./finding.js"
import { guessRoles } from "./guess-roles.js"
import { taskOfObjective } from "./logged-as.js"

/** The part of an engine that the audit of a model needs. */
export interface Auditor extends Predictor {
  permutationImportance(
    ensemble: Ensemble,
    table: Table,
    options: { target: string; train?: Table; repeats?: number; seed?: number; group?: string } & LongCall,
  ): Promise<PermutationImportance>
}

/** What is audited, and which columns are what; roles that are not given are guessed. */
export interface TableInput {
  readonly ensemble?: Ensemble
  readonly train?: Table
  readonly test?: Table
  readonly target?: string
  readonly date?: string
  readonly group?: string
  /** In months: how far ahead the target looks. */
  readonly horizon?: number
  readonly seed?: number
  /** Rows of the tables that these are samples of, where they are samples. */
  readonly rowsIn?: { readonly train?: number; readonly test?: number }
}

export interface TableAudit {
  readonly model: string | null
  readonly findings: Finding[]
  readonly headline: Audit["headline"]
  /** Rows of each table, and how many of them were audited. */
  readonly rows: Audit["rows"]
  readonly notes: string[]
}

/**
 * What a model and the tables that it was trained and tested on give away. What cannot be checked is a note. Progress is
 * that of shuffling features, which takes nearly all of the time.
 */
export async function auditTables(
  engine: Auditor,
  input: TableInput,
  rules: AuditRules,
  call: LongCall = {},
): Promise<TableAudit> {
  const { ensemble, train, test } = input
  const rows = rowsOf(input)
  const roles = test || train ? guessRoles((test ?? train)!, ensemble) : {}
  const target = input.target ?? roles.target
  const date = input.date ?? roles.date
  const group = input.group ?? roles.group
  const notes: string[] = []
  const findings: Finding[] = []
  if (ensemble) findings.push(...forbiddenFeatures(ensemble, rules, target, test ?? train))
  await breathe(call)
  if (train && test)
    findings.push(
      ...overlaps(ensemble, train, test, rules),
      ...dateGap(train, test, { date, horizon: input.horizon }, rules),
    )
  else notes.push("train and test were not both given: shared rows and their dates are not checked")
  await breathe(call)
  if (test && target !== undefined) findings.push(...smallGroups(test, target, group ?? date, rules))
  if (!ensemble) return { model: null, findings, headline: [], rows, notes }
  if (target === undefined || (!test && !train)) {
    notes.push("no target was given or found: the model's scores and importances are not checked")
    return { model: ensemble.name, findings, headline: [], rows, notes }
  }
  const own = { ensemble, target, ...(group !== undefined && { group }) }
  const scored = {
    train: await scoresOf(engine, train, own, notes, call),
    test: await scoresOf(engine, test, own, notes, call),
  }
  const headline = headlineOf(scored)
  findings.push(...judgedScores(ensemble, headline, rules))
  const table = test ?? train!
  const side = scored.test ?? scored.train
  if (side?.labels && side.auc !== null) {
    findings.push(...(await gently(loneFeatures(ensemble, table, side.labels, side.auc, rules), call.signal)))
  }
  if (train && test) {
    findings.push(...(await importanceGap(engine, { ...input, ...own, train, test }, rules, notes, call)))
  }
  return { model: ensemble.name, findings, headline, rows, notes }
}

function rowsOf({ train, test, rowsIn }: TableInput): Audit["rows"] {
  const sides = { train, test }
  return (["train", "test"] as const).flatMap((side) => {
    const table = sides[side]
    return table ? [{ side, table: table.name, in: rowsIn?.[side] ?? table.rows, used: table.rows }] : []
  })
}

/** An abort arrives between two checks. */
async function breathe({ signal }: LongCall): Promise<void> {
  await nextTask()
  signal?.throwIfAborted()
}

async function scoresOf(
  engine: Auditor,
  table: Table | undefined,
  own: { ensemble: Ensemble; target: string; group?: string },
  notes: string[],
  call: LongCall,
): Promise<ModelScores | undefined> {
  if (!table) return undefined
  try {
    await breathe(call)
    return await scoresOnTable(engine, table, own, call.signal)
  } catch (error) {
    call.signal?.throwIfAborted()
    notes.push(`${table.name} is not scored: ${(error as Error).message}`)
    return undefined
  }
}

function headlineOf({ train, test }: { train: ModelScores | undefined; test: ModelScores | undefined }) {
  const names = Object.keys(test?.metrics ?? train?.metrics ?? {})
  return names.map((metric) => ({
    metric,
    train: train?.metrics[metric] ?? null,
    test: test?.metrics[metric] ?? null,
  }))
}

/** What does not hang on a threshold. */
/** Features that matter far more on the rows of training. */
async function importanceGap(
  engine: Auditor,
  {
    ensemble,
    train,
    test,
    target,
    group,
    seed = 0,
  }: TableInput & { ensemble: Ensemble; train: Table; test: Table; target: string },
  { metrics: { importance_gap: rule } }: AuditRules,
  notes: string[],
  call: LongCall,
): Promise<Finding[]> {
  if (rule.severity === "off") return []
  const ranks = taskOfObjective(ensemble.objective) === "ranking" && group !== undefined
  try {
    const found = await engine.permutationImportance(ensemble, test, {
      target,
      train,
      repeats: 3,
      seed,
      ...call,
      ...(ranks && { group }),
    })
    return found.features.flatMap((name, j) => {
      const [own, there] = [found.mean[j]!, found.train!.mean[j]!]
      const noise = 2 * Math.hypot(found.sd[j]!, found.train!.sd[j]!)
      if (there < rule.least || there < rule.ratio * own || there - own <= noise) return []
      return finding({
        rule: "metrics.importance-gap",
        severity: rule.severity,
        subject: { kind: "feature", id: name, name },
        message: `permuting ${name} costs ${short(there)} ${found.metric} on train, ${short(own)} on test`,
        evidence: { feature: name, metric: found.metric, train: there, test: own, sd: noise / 2 },
        cure: rule.cure,
      })
    })
  } catch (error) {
    call.signal?.throwIfAborted()
    notes.push(`importances are not compared: ${(error as Error).message}`)
    return []
  }
}
