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
  /** Runs that have it. */
  readonly count: number
  /** Wherever it is given, it is a number. */
  readonly numeric: boolean
}

/** A run and how deep it lies below its parents. */
export interface NestedRun {
  readonly run: RunRow
  readonly depth: number
  readonly children: number
}

/**
 * Status and start, then metrics, params and the tags that people set, each by name.
 * @param all the list that `runs` are some of: what is known of its columns need not be counted anew. `count` and
 * `numeric` are those of the whole list.
 */
export function runColumns(runs: readonly RunRow[], all: readonly RunRow[] = runs): RunColumn[] {
  return all.length === runs.length ? columnsOf(runs) : narrowed(columnsOf(all), runs)
}

function columnsOf(runs: readonly RunRow[]): RunColumn[] {
  const tallies = tally(runs)
  const columns = [...tallies.values()].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || byName(a, b))
  return [
    { name: "status", kind: "fact", of: (run) => run.status, constant: false, count: runs.length, numeric: false },
    { name: "started", kind: "fact", of: startOf, constant: false, count: runs.length, numeric: false },
    ...columns.map(({ name, kind, first, differs, count, numeric }): RunColumn => {
      const of = (run: RunRow): RunValue => own(run[records[kind]], name)
      const constant = !differs && count === runs.length && first !== undefined
      return { name, kind, of, constant, count, numeric }
    }),
  ]
}

/** Without the columns that none of the runs has. Most columns are settled by the first few runs. */
function narrowed(columns: readonly RunColumn[], runs: readonly RunRow[]): RunColumn[] {
  return columns.flatMap((column) => {
    const { of, kind, constant } = column
    if (kind === "fact" || constant) return [column]
    const at = runs.findIndex((run) => of(run) !== undefined)
    if (at < 0) return []
    const first = of(runs[at]!)
    return [{ ...column, constant: at === 0 && runs.every((run) => Object.is(of(run), first)) }]
  })
}

type Kind = "metric" | "param" | "tag"

const kinds: readonly Kind[] = ["metric", "param", "tag"]
const records = { metric: "metrics", param: "params", tag: "tags" } as const

interface Tally {
  readonly name: string
  readonly kind: Kind
  readonly first: RunValue
  differs: boolean
  count: number
  numeric: boolean
}

/** Lists that were looked at last, with what is known of their columns: a list that only grew is not begun anew. */
const lately: { runs: readonly RunRow[]; readonly tallies: Map<string, Tally> }[] = []
const KEPT = 6

function tally(runs: readonly RunRow[]): Map<string, Tally> {
  const begun = lately.filter((each) => each.runs.length <= runs.length && each.runs.every((run, i) => run === runs[i]))
  const [longest = { runs: [], tallies: new Map<string, Tally>() }] = begun.sort(
    (a, b) => b.runs.length - a.runs.length,
  )
  for (let i = longest.runs.length; i < runs.length; i++) {
    for (const kind of kinds) addRecord(longest.tallies, kind, runs[i]![records[kind]])
  }
  const others = lately.filter((each) => each !== longest)
  lately.splice(0, lately.length, { runs, tallies: longest.tallies }, ...others.slice(0, KEPT - 1))
  return longest.tallies
}

function addRecord(tallies: Map<string, Tally>, kind: Kind, record: Readonly<Record<string, RunValue>>): void {
  for (const name of Object.keys(record)) {
    if (kind === "tag" && name.startsWith("mlflow.")) continue
    const value = record[name]
    const key = `${kind}.${name}`
    const known = tallies.get(key)
    if (!known) tallies.set(key, { name, kind, first: value, differs: false, count: 1, numeric: isNumber(value) })
    else {
      known.count++
      known.differs ||= !Object.is(value, known.first)
      known.numeric &&= isNumber(value)
    }
  }
}

function isNumber(value: RunValue): boolean {
  return typeof value === "number" || (value !== "" && Number.isFinite(Number(value)))
}

function byName(a: Tally, b: Tally): number {
  return a.name < b.name ? -1 : Number(a.name > b.name)
}

/** Names such as `constructor` are names like any other. */
function own(record: Readonly<Record<string, RunValue>>, name: string): RunValue {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function startOf({ startTime }: RunRow): string {
  return startTime === null ? "" : new Date(startTime).toISOString().slice(0, 16).replace("T", " ")
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
