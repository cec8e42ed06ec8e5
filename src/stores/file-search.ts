import type { Run } from "../data/run.js"
import type { FileMemory } from "./file-memory.js"
import { type FoundRun, type Needs, readNeeded, readRuns } from "./file-run.js"
import type { RunQuery } from "./run-store.js"
import { searchRuns } from "./search.js"
import { type Field, runFields } from "./search-fields.js"
import { type Clause, parseFilter } from "./search-filter.js"
import { matcher } from "./search-match.js"
import { parseOrder } from "./search-order.js"

const nothing: Needs = { metrics: [], params: [], tags: [], datasets: false }

/**
 * The runs that a search finds, in order. Of each run no more is read than what the filter and the order name, and
 * each condition only of the runs that met those before it.
 * @throws FilterError for what is no filter or no order, whatever the runs are.
 */
export async function searchFound(
  memory: FileMemory,
  found: readonly FoundRun[],
  { filter = "", orderBy = [], view }: RunQuery,
): Promise<FoundRun[]> {
  const options = { filter, orderBy, ...(view && { view }) }
  const clauses = parseFilter(filter, runFields)
  searchRuns([], options)
  let left = inView(found, await readNeeded(memory, found, nothing), { ...(view && { view }) })
  for (const clause of clauses.sort((a, b) => costOf(a) - costOf(b))) {
    const meets = matcher(clause, "file", filter)
    const runs = await readFor(memory, left, [clause])
    left = left.filter((_, i) => meets(runs[i]!))
  }
  const fields = [...clauses, ...orderBy.map((order) => parseOrder(order, runFields))]
  return inView(left, await readFor(memory, left, fields), options)
}

/** Runs without their folders are searched, and found again by their place. */
function inView(
  found: readonly FoundRun[],
  runs: readonly Run[],
  options: Parameters<typeof searchRuns>[1],
): FoundRun[] {
  return searchRuns(
    runs.map((run, place) => ({ ...run, place })),
    options,
  ).map(({ place }) => found[place]!)
}

/** Attributes are known without a reading more; datasets need the most. */
function costOf({ entity }: Clause): number {
  if (entity === "text" || entity === "number") return 0
  return entity === "dataset" ? 2 : 1
}

function readFor(memory: FileMemory, found: readonly FoundRun[], fields: readonly Field[]): Promise<Run[]> {
  if (fields.some(({ entity }) => entity === "dataset")) return readRuns(memory, found)
  const keys = (kind: Field["entity"]): string[] => [
    ...new Set(fields.flatMap(({ entity, key }) => (entity === kind ? [key] : []))),
  ]
  return readNeeded(memory, found, {
    metrics: keys("metric"),
    params: keys("param"),
    tags: keys("tag"),
    datasets: false,
  })
}
