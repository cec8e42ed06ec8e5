import { basename } from "node:path"
import { compareRuns } from "../analysis/compare-runs.js"
import { isLoss } from "../analysis/is-loss.js"
import { rankModels } from "../analysis/rank-models.js"
import { usualMetric } from "../analysis/usual-metric.js"
import { championAmong } from "../champion-among.js"
import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import { championOf, decideInStore, type NamedContender } from "../decide-in-store.js"
import type { DecisionCard } from "../results/decision-card.js"
import type { ModelRanking } from "../results/model-ranking.js"
import type { Report, ReportCard, ReportedFinding } from "../results/report.js"
import { storeFindings } from "../store-findings.js"
import type { RunStore } from "../stores/run-store.js"
import { findRuns, runOf, runsOf } from "./find-runs.js"
import { cardsOfRuns } from "./report-cards.js"
import type { ReportOptions } from "./report-options.js"
import { openStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

/** What a report says about runs. */
export type RunPart = Pick<Report, "facts" | "notes" | "decision" | "findings" | "ranking" | "comparison">

/** The runs that the options name or find: decided on, ranked, side by side; undefined where no card is about runs. */
export async function runsForReport(
  options: ReportOptions,
  cards: readonly ReportCard[],
  terminal: Terminal,
): Promise<RunPart | undefined> {
  const { experiment, baseline } = options
  const ofRuns = cardsOfRuns.some((card) => cards.includes(card))
  if (!ofRuns && !(cards.includes("findings") && (experiment || options.run))) return undefined
  const store = await openStoreOption(options, terminal)
  const { named, found } = await wantedRuns(store, options)
  const base = baseline === undefined ? undefined : await runOf(store, baseline)
  const others = [...named, ...found.filter(({ runId }) => !named.some((each) => each.runId === runId))]
  const runs = base && !others.some(({ runId }) => runId === base.runId) ? [base, ...others] : others
  if (runs.length === 0) throw new UsageError("no run was found to compare; leafwise runs list shows what there is")
  const asked: Asked = { store, runs, named, base, metric: metricOf(runs, options), notes: [], options }
  return {
    facts: [
      { name: "store", value: basename(store.name) },
      ...(experiment ? [{ name: "experiment", value: experiment.join(", ") }] : []),
      { name: "runs compared", value: String(runs.length) },
    ],
    decision: cards.includes("decision") ? await decided(asked) : null,
    findings: cards.includes("findings") ? await audited(asked, terminal) : [],
    ranking: cards.includes("ranking") ? ranked(asked) : null,
    comparison: cards.includes("comparison") ? compareRuns(runs, base && { baseline: base.runId }) : null,
    notes: asked.notes,
  }
}

interface Asked {
  readonly store: RunStore
  readonly runs: readonly Run[]
  readonly named: readonly Run[]
  readonly base: Run | undefined
  readonly metric: string
  /** What could not be said, and why. */
  readonly notes: string[]
  readonly options: ReportOptions
}

/** What is wrong with the experiments that the runs are in. */
function audited({ store, runs }: Asked, { signal }: Terminal): Promise<ReportedFinding[]> {
  const experimentIds = [...new Set(runs.map(({ experimentId }) => experimentId))]
  return storeFindings(store, { experimentIds, signal })
}

async function wantedRuns(store: RunStore, options: ReportOptions): Promise<{ named: Run[]; found: Run[] }> {
  const { experiment, run, filter, orderBy, limit } = options
  const named = run ? await runsOf(store, run) : []
  if (!experiment) return { named, found: [] }
  const query = { experiment, limit, view: "active" as const, ...(filter && { filter }), ...(orderBy && { orderBy }) }
  return { named, found: (await findRuns(store, query)).runs }
}

/** The wanted metric, or a usual one among those that most runs have. */
function metricOf(runs: readonly Run[], { metric }: ReportOptions): string {
  const counts = new Map<string, number>()
  for (const run of runs) for (const name of Object.keys(run.metrics)) counts.set(name, (counts.get(name) ?? 0) + 1)
  if (metric !== undefined && !counts.has(metric)) {
    throw new UsageError(
      `--metric: no run has ${metric}, expected one of ${[...counts.keys()].sort(byCodePoint).join(", ")}`,
    )
  }
  const common = [...counts].sort(([a, x], [b, y]) => y - x || byCodePoint(a, b)).map(([name]) => name)
  return usualMetric(metric, common) ?? ""
}

/** The named run, or the best of the others, against the champion. */
async function decided(asked: Asked): Promise<DecisionCard | null> {
  const { store, metric, notes, options } = asked
  try {
    const champion = await championIn(asked)
    // Most stores have no champion: only who asks for the card is told.
    if (!champion && !options.cards) return null
    if (!champion)
      throw new RangeError("it needs a champion: --champion, --baseline, or a version with the alias champion")
    const challenger = challengerOf(asked, champion)
    if (!challenger) throw new RangeError(`no other run than the champion has ${metric}`)
    return await decideInStore(store, champion, { run: challenger }, { metric, seed: options.seed })
  } catch (error) {
    // Where it was asked for by name, it is no report without it.
    if (options.cards || !(error instanceof RangeError)) throw error
    notes.push(`No decision: ${error.message}.`)
    return null
  }
}

async function championIn({ store, runs, base, options }: Asked): Promise<NamedContender | undefined> {
  if (options.champion !== undefined) return championOf(store, options.champion)
  if (base) return { run: base }
  const models = await store.registeredModels()
  const registered = models.flatMap(({ versions }) => versions.map(({ runId }) => runId)).filter((id) => id !== "")
  const known = await Promise.all(registered.map((id) => store.run(id).catch(() => undefined)))
  const ids = new Set(runs.map(({ experimentId }) => experimentId))
  return championAmong(
    known.filter((run): run is Run => run !== undefined && ids.has(run.experimentId)),
    models,
  )
}

function challengerOf({ named, runs, metric }: Asked, { run: { runId } }: NamedContender): Run | undefined {
  const chosen = named.find((run) => run.runId !== runId)
  if (chosen) return chosen
  const sign = isLoss(metric) ? 1 : -1
  const others = runs.filter((run) => run.runId !== runId && Number.isFinite(run.metrics[metric]))
  return others.toSorted((a, b) => sign * (a.metrics[metric]! - b.metrics[metric]!))[0]
}

function ranked({ runs, metric, notes, options }: Asked): ModelRanking | null {
  const name = options.experiment?.join(", ") ?? "the named runs"
  try {
    return rankModels(name, runs, { metric, ascending: isLoss(metric) })
  } catch (error) {
    if (options.cards) throw error
    notes.push(`No ranking: ${(error as Error).message}.`)
    return null
  }
}
