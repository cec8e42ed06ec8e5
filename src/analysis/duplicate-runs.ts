import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import { PARENT } from "./audited-run.js"

/**
 * Finished runs of one experiment (and one parent) with the same params and the same metrics, at least one of each. The
 * registered one of them is kept, else the first that was started.
 */
export function duplicateRuns(runs: readonly Run[], registered: ReadonlySet<string>): { kept: Run; others: Run[] }[] {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    if (run.status !== "FINISHED") continue
    if (Object.keys(run.params).length === 0 || Object.keys(run.metrics).length === 0) continue
    const key = JSON.stringify([run.experimentId, run.tags[PARENT] ?? "", sorted(run.params), sorted(run.metrics)])
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      const [kept, ...others] = [...group].sort(
        (a, b) =>
          Number(registered.has(b.runId)) - Number(registered.has(a.runId)) ||
          (a.startTime ?? 0) - (b.startTime ?? 0) ||
          byCodePoint(a.runId, b.runId),
      )
      return { kept: kept!, others }
    })
}

/** NaN and the infinities are texts: JSON knows none. */
function sorted(record: Readonly<Record<string, string | number>>): [string, string][] {
  return Object.entries(record)
    .map(([key, value]): [string, string] => [key, String(value)])
    .sort(([a], [b]) => byCodePoint(a, b))
}
