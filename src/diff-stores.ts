import type { Run } from "./data/run.js"
import type { RunDifference, RunPlace, StoreDiff } from "./results/store-diff.js"
import { artifactSizes, numberText, type PlacedRun, placedRuns, pointText } from "./run-contents.js"
import type { RunStore } from "./stores/run-store.js"

type Texts = Readonly<Record<string, string>>

/**
 * Compares two stores run by run: attributes, params, tags, metrics with their histories, datasets, and artifacts byte for byte.
 * Where a run's artifacts lie is not compared.
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
  return [
    ...diffTexts("experiment", { name: a.experiment }, { name: b.experiment }),
    ...diffTexts("attribute", attributes(a.run), attributes(b.run)),
    ...diffTexts("param", a.run.params, b.run.params),
    ...diffTexts("tag", a.run.tags, b.run.tags),
    ...diffTexts("dataset", datasets(a.run), datasets(b.run)),
    ...metrics,
    ...(await diffHistories(a.run, b.run, storeA, storeB)),
    ...(await diffArtifacts(a.run.runId, storeA, storeB)),
  ]
}

function diffTexts(what: RunDifference["what"], a: Texts, b: Texts): RunDifference[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  const textOf = (texts: Texts, key: string) => (Object.hasOwn(texts, key) ? texts[key]! : null)
  return keys.map((key) => ({ what, key, a: textOf(a, key), b: textOf(b, key) })).filter((each) => each.a !== each.b)
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

function datasets({ datasets }: Run): Texts {
  return Object.fromEntries(datasets.map(({ name, digest, context }) => [`${name} ${digest}`, context]))
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

async function diffArtifacts(runId: string, a: RunStore, b: RunStore): Promise<RunDifference[]> {
  const [x, y] = await Promise.all([artifactSizes(a, runId), artifactSizes(b, runId)])
  const found: RunDifference[] = []
  for (const path of new Set([...x.keys(), ...y.keys()])) {
    const difference = await diffArtifact(runId, path, [a, x], [b, y])
    if (difference) found.push(difference)
  }
  return found
}

type Side = readonly [store: RunStore, sizes: ReadonlyMap<string, number | undefined>]

async function diffArtifact(
  runId: string,
  path: string,
  [a, x]: Side,
  [b, y]: Side,
): Promise<RunDifference | undefined> {
  const what = { what: "artifact", key: path } as const
  if (!x.has(path) || !y.has(path)) return { ...what, a: sizeText(x, path), b: sizeText(y, path) }
  const [p, q] = await Promise.all([a.readArtifact(runId, path), b.readArtifact(runId, path)])
  if (p.length !== q.length) return { ...what, a: `${p.length} bytes`, b: `${q.length} bytes` }
  const at = p.findIndex((byte, i) => byte !== q[i])
  return at < 0 ? undefined : { ...what, a: `byte ${p[at]} at ${at}`, b: `byte ${q[at]} at ${at}` }
}

function sizeText(sizes: ReadonlyMap<string, number | undefined>, path: string): string | null {
  return sizes.has(path) ? `${sizes.get(path) ?? "some"} bytes` : null
}
