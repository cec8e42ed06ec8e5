import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import type { ComparedField, RunComparison } from "../results/run-comparison.js"

export interface CompareOptions {
  /** Only what differs between runs. */
  readonly diffOnly?: boolean
  /** The run id that the others are measured against; it comes first. */
  readonly baseline?: string
}

type Cell = string | number | null

/**
 * Status, length, params, metrics and tags of runs side by side.
 * @throws RangeError when the baseline is none of the runs.
 */
export function compareRuns(runs: readonly Run[], { diffOnly = false, baseline }: CompareOptions = {}): RunComparison {
  const first = runs.find(({ runId }) => runId === baseline)
  if (baseline !== undefined && !first) {
    throw new RangeError(`got baseline ${baseline}, expected one of the compared runs`)
  }
  const all = first ? [first, ...runs.filter((run) => run !== first)] : runs
  const fields = [
    field(
      "attribute",
      "status",
      all.map(({ status }) => status),
    ),
    field(
      "attribute",
      "seconds",
      all.map(({ startTime, endTime }) => secondsOf(startTime, endTime)),
    ),
    ...keyed(
      "param",
      all.map(({ params }) => params),
    ),
    ...keyed(
      "metric",
      all.map(({ metrics }) => metrics),
    ).map((each) => measured(each, first !== undefined)),
    ...keyed(
      "tag",
      all.map(({ tags }) => tags),
    ),
  ]
  return {
    runs: all.map(({ runId, runName, experimentId }) => ({ runId, runName, experimentId })),
    baseline: baseline ?? null,
    fields: diffOnly ? fields.filter(({ differs }) => differs) : fields,
  }
}

function keyed(
  kind: ComparedField["kind"],
  records: readonly Readonly<Record<string, string | number>>[],
): ComparedField[] {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))].sort(byCodePoint)
  return keys.map((key) =>
    field(
      kind,
      key,
      records.map((record) => (Object.hasOwn(record, key) ? record[key]! : null)),
    ),
  )
}

function field(kind: ComparedField["kind"], key: string, values: Cell[]): ComparedField {
  return { kind, key, values, differs: values.some((value) => !Object.is(value, values[0])), differences: null }
}

function measured(field: ComparedField, pinned: boolean): ComparedField {
  if (!pinned) return field
  const [base = null] = field.values
  const differences = field.values.map((value) =>
    typeof value === "number" && typeof base === "number" ? value - base : null,
  )
  return { ...field, differences }
}

function secondsOf(start: number | null, end: number | null): number | null {
  return start === null || end === null ? null : (end - start) / 1000
}
