import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import type { FoldScore, InventoryExperiment, InventoryMetric, InventoryRun } from "../results/store-inventory.js"
import { foldScores } from "./fold-scores.js"
import { headlineMetric, headlineNamed } from "./headline-metric.js"
import { isLoss } from "./is-loss.js"
import { alternatives, meaningOf, missingMetrics } from "./required-metrics.js"
import { runFacts } from "./run-facts.js"

interface Wanted {
  readonly required: readonly string[]
  readonly metric: string | undefined
}

/** What the runs of an experiment share. */
interface Context {
  readonly required: readonly string[]
  readonly headline: string | null
  readonly nested: ReadonlyMap<string, readonly Run[]>
  readonly scores: ReadonlyMap<Run, FoldScore[]>
}

/** Values of a tag that are shown. */
const SHOWN_VALUES = 12

/** An experiment from its runs, nested ones below their parents, the best run first and incomplete ones last. */
export function inventoryExperiment(
  runs: readonly Run[],
  { required, metric }: Wanted,
): Omit<InventoryExperiment, "experimentId" | "name" | "purpose" | "purposeFrom"> {
  const { top, nested } = nesting(runs)
  const scores = new Map(runs.map((run) => [run, foldScores(run, nested.get(run.runId) ?? [])]))
  const known = top.map((run) => scores.get(run)!)
  const headline = metric === undefined ? headlineMetric(known) : headlineNamed(metric, known)
  const context = { required, headline, nested, scores }
  const lowerIsBetter = headline !== null && isLoss(headline)
  const listed = numbered(top).map(([run, number]) => listedRun(run, number, context))
  const complete = listed.filter(({ incomplete }) => incomplete === null)
  const sign = lowerIsBetter ? 1 : -1
  complete.sort((a, b) => sign * (a.score!.mean - b.score!.mean) || a.number - b.number)
  const full = new Set(complete.map(({ runId }) => runId))
  return {
    ...{ headline, lowerIsBetter, method: shared(listed.map((run) => run.method)) },
    runs: [...complete, ...listed.filter(({ incomplete }) => incomplete !== null)],
    ...{ nestedRuns: runs.length - top.length, incompleteRuns: listed.length - complete.length },
    ...{ bestRunId: complete[0]?.runId ?? null, spread: spreadOf(complete.map(({ score }) => score!.mean)) },
    metrics: metricsOf(full.size > 0 ? top.filter(({ runId }) => full.has(runId)) : top, required),
    tags: tagsOf(top),
  }
}

function nesting(runs: readonly Run[]): { top: Run[]; nested: Map<string, Run[]> } {
  const ids = new Set(runs.map(({ runId }) => runId))
  const nested = new Map<string, Run[]>()
  const top: Run[] = []
  for (const run of runs) {
    const parent = run.tags["mlflow.parentRunId"]
    if (parent === undefined || parent === run.runId || !ids.has(parent)) top.push(run)
    else if (nested.has(parent)) nested.get(parent)!.push(run)
    else nested.set(parent, [run])
  }
  return { top, nested }
}

/** Runs by start time with their places. */
function numbered(runs: readonly Run[]): [Run, number][] {
  const sorted = [...runs].sort(
    (a, b) => (a.startTime ?? Infinity) - (b.startTime ?? Infinity) || byCodePoint(a.runId, b.runId),
  )
  return sorted.map((run, i) => [run, i + 1])
}

function listedRun(run: Run, number: number, context: Context): InventoryRun {
  const scores = context.scores.get(run)!
  const score = scores.find(({ key }) => key === context.headline) ?? null
  const { runId, runName, status, startTime } = run
  return {
    ...{ runId, runName, status, startTime, number, ...runFacts(run), score, scores },
    missing: missingMetrics(run.metrics, context.required),
    incomplete: incompleteness(run, score, context.headline),
    nested: numbered(context.nested.get(runId) ?? []).map(([each, place]) => listedRun(each, place, context)),
  }
}

function incompleteness(run: Run, score: FoldScore | null, headline: string | null): string | null {
  if (run.status !== "FINISHED") return run.status
  if (headline === null) return "no metrics"
  if (score === null) return `${headline} is missing`
  return Number.isFinite(score.mean) ? null : `${headline} is ${score.mean}`
}

function shared(values: readonly (string | null)[]): string | null {
  const distinct = [...new Set(values.filter((value) => value !== null))].sort(byCodePoint)
  return distinct.length > 0 && distinct.length <= SHOWN_VALUES ? distinct.join(" | ") : null
}

function spreadOf(values: readonly number[]): InventoryExperiment["spread"] {
  if (values.length === 0) return null
  const mean = values.reduce((a, b) => a + b) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    ...{ runs: values.length, mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null },
    ...{ min: values.reduce((a, b) => Math.min(a, b)), max: values.reduce((a, b) => Math.max(a, b)) },
  }
}

/** What was logged, in the order of logging, then what is required and in no run. */
function metricsOf(runs: readonly Run[], required: readonly string[]): InventoryMetric[] {
  const counts = new Map<string, number>()
  for (const key of runs.flatMap(({ metrics }) => Object.keys(metrics))) counts.set(key, (counts.get(key) ?? 0) + 1)
  const all = required.flatMap(alternatives)
  const logged = [...counts].map(([name, number]) => ({
    ...{ name, meaning: meaningOf(name), runs: number, of: runs.length, required: all.includes(name) },
  }))
  const absent = required
    .filter((each) => !alternatives(each).some((name) => counts.has(name)))
    .map((name) => ({
      name: alternatives(name)[0]!,
      meaning: meaningOf(name),
      runs: 0,
      of: runs.length,
      required: true,
    }))
  return [...logged, ...absent]
}

function tagsOf(runs: readonly Run[]): InventoryExperiment["tags"] {
  const values = new Map<string, Set<string>>()
  for (const [key, value] of runs.flatMap(({ tags }) => Object.entries(tags))) {
    if (key.startsWith("mlflow.")) continue
    if (!values.has(key)) values.set(key, new Set())
    values.get(key)!.add(value)
  }
  return [...values]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([key, found]) => {
      const sorted = [...found].sort(byCodePoint)
      return { key, values: sorted.slice(0, SHOWN_VALUES), more: Math.max(0, sorted.length - SHOWN_VALUES) }
    })
}
