import { byCodePoint } from "../data/by-code-point.js"
import type { Experiment, Run } from "../data/run.js"
import type { InventoryExperiment, StoreInventory } from "../results/store-inventory.js"
import { inventoryExperiment } from "./inventory-experiment.js"
import { usualMetrics } from "./required-metrics.js"

export interface InventoryOptions {
  /** What the experiments belong to; else their tag `project`, or the folder that the store lies in. */
  readonly project?: string
  /** The metric that runs are ordered by, with or without `mean_`; the best known one by default. */
  readonly metric?: string
  /** What every run should log; alternatives with `|` between. */
  readonly required?: readonly string[]
}

/**
 * What a store holds, as a reader wants it: experiments with their purpose and method, their runs with features,
 * sampling and `mean_x +- std_x`, the best run, what is missing and what is not complete.
 */
export function inventory(
  store: string,
  experiments: readonly Experiment[],
  runs: readonly Run[],
  options: InventoryOptions = {},
): StoreInventory {
  const own = new Map<string, Run[]>(experiments.map(({ experimentId }) => [experimentId, []]))
  for (const run of runs) own.get(run.experimentId)?.push(run)
  const start = commonStart(experiments.map(({ name }) => name))
  const required = options.required ?? usualMetrics
  return {
    store,
    project: projectOf(store, experiments, options),
    experiments: [...experiments].sort(byAge).map((each) => ({
      ...purposeOf(each, start),
      ...inventoryExperiment(own.get(each.experimentId)!, { required, metric: options.metric }),
      ...{ experimentId: each.experimentId, name: each.name },
    })),
  }
}

/** The oldest first, as people number them. */
function byAge(a: Experiment, b: Experiment): number {
  return (a.creationTime ?? 0) - (b.creationTime ?? 0) || Number(a.experimentId) - Number(b.experimentId)
}

function projectOf(store: string, experiments: readonly Experiment[], { project }: InventoryOptions): string {
  if (project !== undefined) return project
  const tagged = new Set(experiments.map(({ tags }) => tags.project).filter((each) => each !== undefined))
  if (tagged.size === 1) return [...tagged][0]!
  const folders = store
    .replace(/^[a-z]+:\/+/i, "")
    .split(/[\\/]/)
    .filter((part) => part !== "" && part !== ".")
  const named = folders.filter((part) => !/^mlruns$|^mlflow\.db$|\.(db|sqlite3?|zip)$/i.test(part))
  return named.at(-1) ?? store
}

type Purpose = Pick<InventoryExperiment, "purpose" | "purposeFrom">

function purposeOf({ name, tags }: Experiment, start: string): Purpose {
  if (tags.purpose !== undefined) return { purpose: tags.purpose, purposeFrom: "tag" }
  const description = tags["mlflow.note.content"]
  if (description !== undefined) return { purpose: description, purposeFrom: "description" }
  if (start === "" || !name.startsWith(start)) return { purpose: null, purposeFrom: null }
  return { purpose: name.slice(start.length).replaceAll("_", " "), purposeFrom: "name" }
}

/** The words, up to a `_`, `-` or `/`, that the names of all experiments (but the default one) begin with. */
function commonStart(names: readonly string[]): string {
  const given = names.filter((name) => name !== "Default").sort(byCodePoint)
  const [first, last] = [given[0], given.at(-1)]
  if (given.length < 2 || first === undefined || last === undefined) return ""
  let same = 0
  while (same < first.length && first[same] === last[same]) same++
  return /^.*[_\-/]/s.exec(first.slice(0, same))?.[0] ?? ""
}
