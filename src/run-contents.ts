import { joinPath } from "./data/files.js"
import type { MetricPoint, Run } from "./data/run.js"
import type { RunStore } from "./stores/run-store.js"
import { allRuns } from "./stores/search-where.js"

/** A run and the name of its experiment. */
export interface PlacedRun {
  readonly run: Run
  readonly experiment: string
}

/** Every run of a store, deleted ones too, by id. */
export async function placedRuns(store: RunStore): Promise<Map<string, PlacedRun>> {
  const experiments = await store.experiments({ view: "ALL" })
  const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]))
  const runs = await allRuns(store, { experimentIds: [...names.keys()], view: "ALL" })
  return new Map(runs.map((run) => [run.runId, { run, experiment: names.get(run.experimentId) ?? run.experimentId }]))
}

/** The paths of a run's artifacts below a folder and their sizes, where these are known. */
export async function artifactSizes(
  store: RunStore,
  runId: string,
  from = "",
): Promise<Map<string, number | undefined>> {
  const sizes = new Map<string, number | undefined>()
  const open = [from]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const { name, folder: isFolder, bytes } of await store.artifacts(runId, folder)) {
      const path = joinPath(folder, name)
      if (isFolder) open.push(path)
      else sizes.set(path, bytes)
    }
  }
  return sizes
}

/** A point as text; backends differ in how they keep infinities and the sign of zero, and databases drop repeated points. */
export function pointText({ step, timestamp, value }: MetricPoint): string {
  return `${step} ${timestamp} ${numberText(value)}`
}

/** Databases keep infinities as the largest numbers. */
export function numberText(value: number): string {
  if (Math.abs(value) === Number.MAX_VALUE) return value > 0 ? "Infinity" : "-Infinity"
  return String(value + 0)
}
