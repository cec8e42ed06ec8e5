import type { Run } from "../data/run.js"
import type { FileMemory } from "./file-memory.js"
import { type FoundRun, readNeeded, readRuns } from "./file-run.js"
import type { RunQuery } from "./run-store.js"
import { searchRuns } from "./search.js"
import { type Field, runFields } from "./search-fields.js"
import { type Clause, parseFilter } from "./search-filter.js"
import { matcher } from "./search-match.js"
import { parseOrder } from "./search-order.js"

/**
 * The runs that a search finds, in order. Of each run no more is read than what the filter and the order name, and
 * each condition only of the runs that met those before it.
 * @throws FilterError for what is no filter or no order, whatever the runs are.
 */
export async function searchFound(
  memory: FileMemory,
  found: readonly FoundRun[],
  { filter = "", orderBy = [], view = "ACTIVE_ONLY" }: RunQuery,
): Promise<FoundRun[]> {
  const options = { filter, orderBy, view }
  const clauses = parseFilter(filter, runFields)
  searchRuns([], options)
  let left = found.filter(
    ({ meta }) => view === "ALL" || (meta.lifecycleStage === "deleted") === (view === "DELETED_ONLY"),
  )
  for (const clause of clauses.toSorted((a, b) => costOf(a) - costOf(b))) {
    const meets = matcher(clause, "file", filter)
    const runs = await readFor(memory, left, [clause])
    left = left.filter((_, i) => meets(runs[i]!))
  }
  const runs = await readFor(memory, left, [...clauses, ...orderBy.map((order) => parseOrder(order, runFields))])
  await memory.breathe()
  const places = new Map(runs.map((run, i) => [run, left[i]!]))
  return searchRuns(runs, options).map((run) => places.get(run)!)
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
  return readNeeded(memory, found, { metrics: keys("metric"), params: keys("param"), tags: keys("tag") })
}
