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

/** Several views ask for the columns of one list. */
const columnsOfLists = new WeakMap<readonly RunRow[], RunColumn[]>()

function columnsOf(runs: readonly RunRow[]): RunColumn[] {
  const known = columnsOfLists.get(runs)
  if (known) return known
  const found = describeColumns(runs)
  columnsOfLists.set(runs, found)
  return found
}

function describeColumns(runs: readonly RunRow[]): RunColumn[] {
  const columns = tally(runs).sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || byName(a, b))
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

/** Runs that are tallied together. */
const BLOCK = 256
/**
 * Blocks of runs by their first one. A list that grows keeps its blocks but for the last: what is read in portions is
 * tallied once, whatever stands at its end meanwhile.
 */
const blocks = new WeakMap<RunRow, { readonly runs: readonly RunRow[]; readonly tallies: readonly Tally[] }>()

function tally(runs: readonly RunRow[]): Tally[] {
  const whole = emptyTallies()
  for (let at = 0; at < runs.length; at += BLOCK) {
    for (const part of tallyBlock(runs.slice(at, at + BLOCK))) join(whole[part.kind], part)
  }
  return allOf(whole)
}

function tallyBlock(runs: readonly RunRow[]): readonly Tally[] {
  const known = blocks.get(runs[0]!)
  if (known?.runs.length === runs.length && known.runs.every((run, i) => run === runs[i])) return known.tallies
  const found = emptyTallies()
  for (const run of runs) for (const kind of kinds) addRecord(found[kind], kind, run[records[kind]])
  const tallies = allOf(found)
  blocks.set(runs[0]!, { runs, tallies })
  return tallies
}

/** By kind, then by name: a key of both would have to be made for every value. */
type Tallies = Readonly<Record<Kind, Map<string, Tally>>>

function emptyTallies(): Tallies {
  return { metric: new Map(), param: new Map(), tag: new Map() }
}

function allOf(tallies: Tallies): Tally[] {
  return kinds.flatMap((kind) => [...tallies[kind].values()])
}

function join(whole: Map<string, Tally>, part: Tally): void {
  const known = whole.get(part.name)
  if (!known) return void whole.set(part.name, { ...part })
  known.count += part.count
  known.differs ||= part.differs || !Object.is(part.first, known.first)
  known.numeric &&= part.numeric
}

function addRecord(tallies: Map<string, Tally>, kind: Kind, record: Readonly<Record<string, RunValue>>): void {
  for (const name of Object.keys(record)) {
    if (kind === "tag" && name.startsWith("mlflow.")) continue
    const value = record[name]
    const known = tallies.get(name)
    if (!known) tallies.set(name, { name, kind, first: value, differs: false, count: 1, numeric: isNumber(value) })
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
  // Values are looked up once a run, not at each of a hundred thousand comparisons.
  const lines = runs.map((run) => ({ run, value: of(run) }))
  const present = lines.filter(({ value }) => !isAbsent(value))
  const absent = lines.filter(({ value }) => isAbsent(value))
  const numbers = present.every(({ value }) => typeof value === "number")
  const order = numbers ? byNumber : byNumberOrText
  return [...present.sort((a, b) => sign * order(a.value, b.value)), ...absent].map(({ run }) => run)
}

function isAbsent(value: RunValue): boolean {
  return value === undefined || Number.isNaN(value)
}

function byNumber(a: RunValue, b: RunValue): number {
  return (a as number) - (b as number)
}

function byNumberOrText(a: RunValue, b: RunValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  return String(a) < String(b) ? -1 : Number(String(a) > String(b))
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
