import type { Run, RunLinks } from "./data/run.js"
import { diffArtifacts } from "./diff-artifacts.js"
import { diffLoggedModels, diffRegistry } from "./diff-models.js"
import { diffTexts, type Texts } from "./diff-texts.js"
import type { RunDifference, RunPlace, StoreDiff } from "./results/store-diff.js"
import { numberText, type PlacedRun, placedRuns, pointText } from "./run-contents.js"
import type { RunStore } from "./stores/run-store.js"

/**
 * Compares two stores run by run: attributes, params, tags, metrics with their histories, inputs and outputs, and
 * artifacts byte for byte; then logged models and the registry. Where a run's artifacts lie is not compared.
 * @param onRun called with the runs done and all of them.
 */
export async function diffStores(
  a: RunStore,
  b: RunStore,
  onRun: (done: number, all: number) => void = () => {},
): Promise<StoreDiff> {
  const [inA, inB] = [await placedRuns(a), await placedRuns(b)]
  const shared = [...inA].filter(([id]) => inB.has(id))
  const different: StoreDiff["different"] = []
  for (const [done, [id, placed]] of shared.entries()) {
    const differences = await diffRun(placed, inB.get(id)!, a, b)
    if (differences.length > 0) different.push({ ...placeOf(placed), differences })
    onRun(done + 1, shared.length)
  }
  return {
    a: a.name,
    b: b.name,
    same: shared.length - different.length,
    onlyInA: [...inA].filter(([id]) => !inB.has(id)).map(([, placed]) => placeOf(placed)),
    onlyInB: [...inB].filter(([id]) => !inA.has(id)).map(([, placed]) => placeOf(placed)),
    different,
    experiments: await diffExperiments(a, b),
    loggedModels: await diffLoggedModels(a, b),
    registry: await diffRegistry(a, b, inA, inB),
    problems: [...a.problems(), ...b.problems()].map(({ path, reason }) => ({ path, reason })),
  }
}

async function diffExperiments(a: RunStore, b: RunStore): Promise<StoreDiff["experiments"]> {
  const [inA, inB] = [await namesOf(a), await namesOf(b)]
  return { onlyInA: [...inA].filter((name) => !inB.has(name)), onlyInB: [...inB].filter((name) => !inA.has(name)) }
}

async function namesOf(store: RunStore): Promise<Set<string>> {
  return new Set((await store.experiments()).map(({ name }) => name))
}

function placeOf({ run, experiment }: PlacedRun): RunPlace {
  return { runId: run.runId, runName: run.runName, experiment }
}

async function diffRun(a: PlacedRun, b: PlacedRun, storeA: RunStore, storeB: RunStore): Promise<RunDifference[]> {
  const metrics = diffTexts("metric", metricTexts(a.run), metricTexts(b.run))
  const linksA = linkTexts(await storeA.links(a.run.runId))
  const linksB = linkTexts(await storeB.links(b.run.runId))
  return [
    ...diffTexts("experiment", { name: a.experiment }, { name: b.experiment }),
    ...diffTexts("attribute", attributes(a.run), attributes(b.run)),
    ...diffTexts("param", a.run.params, b.run.params),
    ...diffTexts("tag", a.run.tags, b.run.tags),
    ...diffTexts("dataset", linksA.datasets, linksB.datasets),
    ...diffTexts("model", linksA.models, linksB.models),
    ...metrics,
    ...(await diffHistories(a.run, b.run, storeA, storeB)),
    ...(await diffArtifacts(a.run.runId, storeA, storeB)),
  ]
}

function attributes({ runName, status, startTime, endTime, userId, lifecycleStage }: Run): Texts {
  return {
    runName,
    status,
    userId,
    lifecycleStage,
    startTime: String(startTime),
    endTime: String(endTime),
  }
}

function metricTexts({ metrics }: Run): Texts {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, numberText(value)]))
}

/** What a run was given and made, a text for each. */
function linkTexts({ datasets, modelInputs, modelOutputs }: RunLinks): { datasets: Texts; models: Texts } {
  const shown = datasets.map(({ name, digest, sourceType, source, schema, profile, tags }) => [
    `${name} ${digest}`,
    JSON.stringify({ sourceType, source, schema, profile, tags: Object.entries(tags).sort() }),
  ])
  const models = [
    ...modelInputs.map((id) => [`input ${id}`, "input"]),
    ...modelOutputs.map(({ modelId, step }) => [`output ${modelId}`, `step ${step}`]),
  ]
  return { datasets: Object.fromEntries(shown), models: Object.fromEntries(models) }
}

async function diffHistories(a: Run, b: Run, storeA: RunStore, storeB: RunStore): Promise<RunDifference[]> {
  const shared = Object.keys(a.metrics).filter((key) => Object.hasOwn(b.metrics, key))
  const found: RunDifference[] = []
  for (const key of shared) {
    const [x, y] = await Promise.all([historyOf(storeA, a.runId, key), historyOf(storeB, b.runId, key)])
    const missing = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
      [...one].filter((point) => !other.has(point))
    const [onlyA, onlyB] = [missing(x, y), missing(y, x)]
    if (onlyA.length + onlyB.length > 0)
      found.push({ what: "history", key, a: pointsText(onlyA), b: pointsText(onlyB) })
  }
  return found
}

async function historyOf(store: RunStore, runId: string, key: string): Promise<Set<string>> {
  return new Set((await store.metricHistory(runId, key)).map(pointText))
}

/** Step, time and value of points that the other store lacks. */
function pointsText(points: readonly string[]): string | null {
  if (points.length === 0) return null
  return points.length === 1 ? points[0]! : `${points[0]} and ${points.length - 1} more points`
}
