import { type ContenderWindows, type DecideOptions, decide } from "./analysis/decide.js"
import { testRowNames, windowMetrics } from "./analysis/window-values.js"
import type { MetricPoint, Run } from "./data/run.js"
import type { DecisionCard } from "./results/decision-card.js"
import { findModelVersion } from "./stored-model.js"
import type { RunStore } from "./stores/run-store.js"
import { allRuns } from "./stores/search-where.js"

/** A run and the registered version that it is known by. */
export interface NamedContender {
  readonly run: Run
  readonly model?: string
}

/**
 * The run behind a registered model: `models:/NAME@champion`, `models:/NAME/Production`, `models:/NAME/3`.
 * @throws Error for any other text, and for a version that no run of the store made.
 */
export async function championOf(store: RunStore, source: string): Promise<NamedContender> {
  const version = await findModelVersion(store, source)
  if (!version)
    throw new Error(`got champion ${source}, expected models:/NAME@ALIAS, models:/NAME/STAGE or models:/NAME/VERSION`)
  const model = `models:/${version.name}/${version.version}`
  if (version.runId === "") throw new Error(`${source}: ${model} was registered without a run: no metrics to compare`)
  return { run: await store.run(version.runId), model }
}

/** Reads the windows of two runs and decides between them. @throws RangeError where they share fewer than two windows. */
export async function decideInStore(
  store: RunStore,
  champion: NamedContender,
  challenger: NamedContender,
  options: DecideOptions,
): Promise<DecisionCard> {
  const [first, second] = await Promise.all([
    windowsOf(store, champion, options.metric),
    windowsOf(store, challenger, options.metric),
  ])
  return decide(first, second, options)
}

async function windowsOf(store: RunStore, contender: NamedContender, metric: string): Promise<ContenderWindows> {
  const { run } = contender
  const names = [...windowMetrics(metric), ...testRowNames].filter((name) => Object.hasOwn(run.metrics, name))
  const histories: Record<string, readonly MetricPoint[]> = {}
  for (const name of names) histories[name] = await store.metricHistory(run.runId, name)
  const filter = `tags.mlflow.parentRunId = '${run.runId}'`
  const children = await allRuns(store, { experimentIds: [run.experimentId], filter })
  return { ...contender, histories, children }
}
