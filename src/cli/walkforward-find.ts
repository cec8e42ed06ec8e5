import { count } from "../analysis/describe.js"
import type { WalkForwardOptions } from "../analysis/walk-forward.js"
import type { Run } from "../data/run.js"
import { readTable } from "../readers/table.js"
import type { WalkForward } from "../results/walk-forward.js"
import type { RunStore } from "../stores/run-store.js"
import { walkForwardInStore } from "../walk-forward-in-store.js"
import { findRuns, runOf } from "./find-runs.js"

/** Which runs are looked at, and how. */
export interface SearchedWindows {
  readonly experiment?: string
  readonly run?: string
  readonly from?: "nested" | "names" | "steps" | "artifact"
  readonly level: number
}

const ways = { nested: "nested runs", names: "metric names", steps: "metric steps", artifact: "artifact" } as const
/** Resamples of an interval, and of those of all runs together: thousands of runs get fewer each. */
const SAMPLES = 2000
const LEAST_SAMPLES = 200
const ALL_SAMPLES = 2_000_000

/** The runs of a store, an experiment or one run that have windows. @throws Error where none has. */
export async function findWalkForward(
  store: RunStore,
  { experiment, run: id, from }: SearchedWindows,
  options: WalkForwardOptions,
): Promise<WalkForward> {
  const chosen = id === undefined ? undefined : await runOf(store, id)
  const where = experiment ?? chosen?.experimentId
  const { runs, experiments } = await findRuns(store, {
    view: "active",
    ...(where !== undefined && { experiment: [where] }),
  })
  const tops = chosen ? [chosen] : runs.filter(({ tags }) => tags["mlflow.parentRunId"] === undefined)
  const samples = Math.max(LEAST_SAMPLES, Math.min(SAMPLES, Math.floor(ALL_SAMPLES / tops.length)))
  const names = new Map([...experiments].map(([key, { name }]) => [key, name]))
  const { found } = await walkForwardInStore(
    store,
    { runs, names, ...(chosen && { only: chosen }) },
    { ...options, readTable, samples, ...(from && { from: ways[from] }) },
  )
  if (found.length === 0) throw new Error(nothing(store, chosen, where))
  return {
    source: store.name,
    experiments: [...new Set(tops.map(({ experimentId }) => names.get(experimentId) ?? experimentId))],
    runs: found,
    notes: [
      ...store.problems().map(({ path, reason }) => `${path}: ${reason}`),
      ...(samples < SAMPLES
        ? [`intervals are of ${samples} resamples each: there are ${count(tops.length, "run")}`]
        : []),
    ],
  }
}

function nothing(store: RunStore, run: Run | undefined, experiment: string | undefined): string {
  const where = run ? `run ${run.runId}` : experiment === undefined ? store.name : `experiment ${experiment}`
  return `${where}: no walk-forward windows were found. Expected nested runs with a fold, metrics such as fold_1_auc, a metric with a step a fold beside num_folds or n_test, or a CSV or JSON artifact with a row a fold`
}
