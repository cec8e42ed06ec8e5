import { plain } from "./format.js"

/** A run as a line of a table. */
export interface RunRow {
  readonly runId: string
  readonly runName: string
  readonly status: string
  readonly startTime: number | null
  readonly metrics: Readonly<Record<string, number>>
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export type RunValue = string | number | undefined

/** A column of the table. */
export interface RunColumn {
  readonly name: string
  readonly kind: "fact" | "metric" | "param" | "tag"
  readonly of: (run: RunRow) => RunValue
  /** All runs that have it have the same value. */
  readonly constant: boolean
}

/** A run and how deep it lies below its parents. */
export interface NestedRun {
  readonly run: RunRow
  readonly depth: number
  readonly children: number
}

/** Status and start, then metrics, params and the tags that people set, each by name. */
export function runColumns(runs: readonly RunRow[]): RunColumn[] {
  const facts: RunColumn[] = [
    { name: "status", kind: "fact", of: (run) => run.status, constant: false },
    { name: "started", kind: "fact", of: (run) => startOf(run), constant: false },
  ]
  const of = (kind: "metric" | "param" | "tag", records: (run: RunRow) => Readonly<Record<string, RunValue>>) =>
    keysOf(runs, records)
      .filter((key) => kind !== "tag" || !key.startsWith("mlflow."))
      .map(
        (key): RunColumn => ({
          name: key,
          kind,
          of: (run) => records(run)[key],
          constant: isConstant(runs, (run) => records(run)[key]),
        }),
      )
  return [
    ...facts,
    ...of("metric", (run) => run.metrics),
    ...of("param", (run) => run.params),
    ...of("tag", (run) => run.tags),
  ]
}

function startOf({ startTime }: RunRow): string {
  return startTime === null ? "" : new Date(startTime).toISOString().slice(0, 16).replace("T", " ")
}

function keysOf(runs: readonly RunRow[], records: (run: RunRow) => Readonly<Record<string, unknown>>): string[] {
  const keys = new Set<string>()
  for (const run of runs) for (const key in records(run)) keys.add(key)
  return [...keys].sort()
}

function isConstant(runs: readonly RunRow[], of: (run: RunRow) => RunValue): boolean {
  const first = runs[0] && of(runs[0])
  return runs.every((run) => Object.is(of(run), first))
}

/** Every run followed by its children, both in the order given; runs that name each other as parents are listed once. */
export function nestRuns(runs: readonly RunRow[], folded: ReadonlySet<string>): NestedRun[] {
  const ids = new Set(runs.map(({ runId }) => runId))
  const children = new Map<string, RunRow[]>()
  const tops: RunRow[] = []
  for (const run of runs) {
    const parent = run.tags["mlflow.parentRunId"]
    if (parent === undefined || !ids.has(parent)) tops.push(run)
    else if (children.has(parent)) children.get(parent)!.push(run)
    else children.set(parent, [run])
  }
  const listed = new Set<RunRow>()
  const found: NestedRun[] = []
  const add = (run: RunRow, depth: number, hidden: boolean): void => {
    if (listed.has(run)) return
    listed.add(run)
    const own = children.get(run.runId) ?? []
    if (!hidden) found.push({ run, depth, children: own.length })
    for (const child of own) add(child, depth + 1, hidden || folded.has(run.runId))
  }
  for (const run of tops) add(run, 0, false)
  for (const run of runs) add(run, 0, false)
  return found
}

/** Runs by a column; what is missing or NaN comes last both ways, as MLflow sorts. Ties keep their order. */
export function sortRuns(runs: readonly RunRow[], of: (run: RunRow) => RunValue, descending: boolean): RunRow[] {
  const sign = descending ? -1 : 1
  const absent = (value: RunValue) => value === undefined || Number.isNaN(value)
  return runs.toSorted((x, y) => {
    const [a, b] = [of(x), of(y)]
    if (absent(a) || absent(b)) return Number(absent(a)) - Number(absent(b))
    if (typeof a === "number" && typeof b === "number") return sign * (a - b)
    return sign * (String(a) < String(b) ? -1 : Number(String(a) > String(b)))
  })
}

/** A cell; beside a baseline a metric says by how much it differs. */
export function runCell(
  { of, kind }: RunColumn,
  run: RunRow,
  baseline: RunRow | undefined,
): { text: string; delta: string; same: boolean } {
  const value = of(run)
  const base = baseline && baseline !== run ? of(baseline) : undefined
  const text = typeof value === "number" ? plain(value) : (value ?? "")
  if (kind !== "metric" || typeof value !== "number" || typeof base !== "number") {
    return { text, delta: "", same: base !== undefined && Object.is(value, base) }
  }
  const difference = value - base
  const sign = difference > 0 ? "+" : ""
  return { text, delta: Number.isFinite(difference) ? `${sign}${plain(difference)}` : "", same: difference === 0 }
}
