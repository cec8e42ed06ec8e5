import { FilterError, type Run, searchRuns } from "../src/index.js"
import type { FilterFields } from "./plots/filter-words.js"
import type { RunColumn } from "./plots/run-columns.js"
import type { LoadedStore } from "./session.js"
import type { FilterProblem } from "./views/filter-box.js"

/** An experiment of an open store, with its runs. */
export interface LoadedExperiment {
  /** Tells experiments of several stores apart. */
  readonly key: string
  readonly name: string
  readonly store: LoadedStore
  readonly runs: readonly Run[]
}

/** Experiments that have runs, the one with most runs first. */
export function listExperiments(stores: readonly LoadedStore[]): LoadedExperiment[] {
  const found = stores.flatMap((store) => {
    const runs = new Map<string, Run[]>(store.experiments.map(({ experimentId }) => [experimentId, []]))
    for (const run of store.runs) runs.get(run.experimentId)?.push(run)
    return store.experiments.map(({ experimentId, name }) => ({
      ...{ key: `${store.store.name}/${experimentId}`, name, store, runs: runs.get(experimentId) ?? [] },
    }))
  })
  return found.filter(({ runs }) => runs.length > 0).sort((a, b) => b.runs.length - a.runs.length)
}

/** Runs that meet a filter in MLflow's grammar, in their order; all where it is wrong, which is said beside it. */
export function filteredRuns(runs: readonly Run[], filter: string): readonly Run[] {
  if (filter === "" || filterProblem(filter)) return runs
  const kept = new Set(searchRuns(runs, { filter, view: "ALL" }))
  return runs.filter((run) => kept.has(run))
}

/** What is wrong with a filter; undefined where nothing is. */
export function filterProblem(filter: string): FilterProblem | undefined {
  try {
    searchRuns([], { filter })
    return undefined
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    return { message: error.message, at: error.at }
  }
}

/** Distinct values that are offered for a field. */
const VALUES = 12

/** What the filter box offers for these runs. */
export function filterFields(columns: readonly RunColumn[], runs: readonly Run[]): FilterFields {
  const names = (kind: RunColumn["kind"]) => columns.filter((each) => each.kind === kind).map(({ name }) => name)
  return {
    ...{ metrics: names("metric"), params: names("param"), tags: names("tag") },
    values: (field) => {
      const [kind = "", key = ""] = [field.slice(0, field.indexOf(".")), field.slice(field.indexOf(".") + 1)]
      const counts = new Map<string, number>()
      for (const run of runs) {
        const value = (kind === "params" ? run.params : run.tags)[key]
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
      }
      const usual = [...counts].sort((a, b) => b[1] - a[1]).slice(0, VALUES)
      return usual.map(([value]) => value)
    },
  }
}
