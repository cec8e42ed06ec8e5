import type { LifecycleStage, Problem, Run, RunStatus } from "../data/run.js"
import { msOf, rowsOf, type Text } from "./sqlite-cells.js"
import type { Cells, Selection, SqliteTables } from "./sqlite-tables.js"

/** A run without what lies in other tables. */
export type RunHead = Omit<Run, "metrics" | "params" | "tags" | "datasets">

const statuses: ReadonlySet<string> = new Set<RunStatus>(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"])
const names = ["run_uuid", "name", "experiment_id", "status", "start_time", "end_time", "user_id"]
const more = ["lifecycle_stage", "artifact_uri", "deleted_time"]

/** Every run's own row: all of them, or only those that are asked for. What is no run is reported and left out. */
export class SqliteHeads {
  readonly #tables: SqliteTables
  readonly #name: string
  readonly #report: (problem: Problem) => void
  readonly #known = new Map<string, RunHead>()
  #all: Promise<readonly RunHead[]> | undefined
  #sound: Promise<boolean> | undefined
  #count: Promise<number> | undefined

  constructor(tables: SqliteTables, name: string, report: (problem: Problem) => void) {
    this.#tables = tables
    this.#name = name
    this.#report = report
  }

  all(): Promise<readonly RunHead[]> {
    this.#all ??= this.#readAll()
    return this.#all
  }

  /** Those of some runs that there are, in any order. Where rows are faulty all are read, so that each fault is reported. */
  async of(ids: Iterable<string>): Promise<RunHead[]> {
    const wanted = [...ids]
    const missing = this.#all ? [] : wanted.filter((id) => !this.#known.has(id))
    this.#sound ??= this.#isSound()
    if (this.#all || !(await this.#sound) || (await this.areMost(missing.length))) await this.all()
    else if (missing.length > 0) this.#keep(await this.#tables.of(this.#selection(), "t.run_uuid", missing))
    return wanted.flatMap((id) => this.#known.get(id) ?? [])
  }

  /** Whether some runs are so many that whole tables are read faster than their rows. */
  async areMost(runs: number): Promise<boolean> {
    if (runs <= 100) return false
    this.#count ??= this.#tables.count("runs")
    return runs > 0.3 * (await this.#count)
  }

  async #readAll(): Promise<readonly RunHead[]> {
    if (!this.#tables.expects("runs")) return []
    this.#known.clear()
    return this.#keep(await this.#tables.all(this.#selection()))
  }

  #keep(cells: Cells): RunHead[] {
    const heads = rowsOf(cells).flatMap((row) =>
      headOf(row, (reason) => this.#report({ path: `${this.#name}: run ${row[0]}`, reason })),
    )
    for (const head of heads) this.#known.set(head.runId, head)
    return heads
  }

  #selection(): Selection {
    return { table: "runs", columns: [...names, ...more].map((column) => this.#tables.column("runs", column)) }
  }

  /** Whether every row is what `headOf` has nothing to say about, as SQLite sees it at once. */
  async #isSound(): Promise<boolean> {
    const column = (name: string) => this.#tables.column("runs", name)
    const none = (name: string, texts: Iterable<string>) =>
      [...texts].map((text) => `${column(name)} <> '${text}'`).join(" AND ")
    // What is no number comes behind all numbers.
    const time = (name: string) => `${column(name)} NOT BETWEEN -8640000000000000 AND 8640000000000000`
    const faults = [
      `${column("run_uuid")} IS NULL`,
      `${column("run_uuid")} = ''`,
      none("status", ["FINISHED", ...statuses]),
      none("lifecycle_stage", ["active", "deleted"]),
      time("start_time"),
      time("end_time"),
    ]
    return this.#tables.has("runs") && this.#tables.none("runs", faults.map((fault) => `(${fault})`).join(" OR "))
  }
}

function headOf(row: readonly Text[], fault: (reason: string) => void): RunHead[] {
  const [runId, runName, experimentId, status, start, end, userId, stage, artifactUri, deleted] = row
  if (!runId) fault("has no run_uuid")
  else if (!statuses.has(status ?? "RUNNING")) fault(`status is ${status}, expected ${[...statuses].join(", ")}`)
  else if (stage !== null && stage !== "active" && stage !== "deleted")
    fault(`lifecycle_stage is ${stage}, expected active or deleted`)
  else {
    const deletedTime = msOf(deleted ?? null)
    const head: RunHead = {
      runId,
      runName: runName ?? "",
      experimentId: experimentId ?? "",
      status: (status ?? "RUNNING") as RunStatus,
      startTime: timeOf(start!, "start_time", fault),
      endTime: timeOf(end!, "end_time", fault),
      userId: userId ?? "",
      lifecycleStage: (stage ?? "active") satisfies LifecycleStage,
      ...(deletedTime !== null && { deletedTime }),
      artifactUri: artifactUri ?? "",
    }
    return [head]
  }
  return []
}

function timeOf(text: Text, column: string, fault: (reason: string) => void): number | null {
  const time = msOf(text)
  if (time === null && text !== null) fault(`${column} is ${text}, expected milliseconds since 1970`)
  return time
}
