import type { Files } from "../data/files.js"
import { nextTask } from "../data/next-task.js"
import type { Problem } from "../data/run.js"
import type { Sql, SqlValue } from "../data/sql.js"
import { sqliteHeader } from "../data/sqlite-header.js"
import { applyWal } from "../data/sqlite-wal.js"
import { boundValue, cellReader, textsAsBytes } from "../sql-cells.js"

/** What is used of sql.js. */
interface Statement {
  bind(values: readonly unknown[]): boolean
  step(): boolean
  get(parameters: null, config: { useBigInt: boolean }): unknown[]
  getColumnNames(): string[]
  free(): void
}
interface Database {
  prepare(statement: string): Statement
  close(): void
}
interface SqlJs {
  readonly Database: new (bytes: Uint8Array) => Database
}

/** Between two turns of the event loop, in ms: a page stays usable. */
const SLICE = 20

let loading: Promise<SqlJs> | undefined

/** sql.js, loaded when the first database is opened. Its module for pages lies beside this file, Node's beside its own. */
function sqlJs(): Promise<SqlJs> {
  loading ??= import("sql.js").then(
    ({ default: init }) =>
      init({
        locateFile: (file: string, folder: string) =>
          file.includes("browser") ? new URL("./sqlite.wasm", import.meta.url).href : folder + file,
      }) as unknown as Promise<SqlJs>,
  )
  loading.catch(() => {
    loading = undefined
  })
  return loading
}

/**
 * A database in a tree of files, read whole into memory through sql.js. What was committed to a write-ahead log beside it
 * is put into it there; what cannot be read this way is said.
 * @throws Error for what is no database.
 */
export async function openSqlInPage(files: Files, path: string): Promise<Sql> {
  const name = path === "" ? files.name : `${files.name}/${path}`
  const beside = await sides(files, path)
  const problems: Problem[] = []
  const { bytes, isOurs } = await withLog(files, path, name, beside, problems)
  const { wal, expectedBytes } = sqliteHeader(bytes, name)
  if (wal && !beside.includes("-wal")) {
    const reason = `is in WAL mode and no ${lastOf(name)}-wal lies beside it: if a program had it open when it was copied, the newest changes are missing here. Drop its whole folder, or both files together`
    problems.push({ path: name, reason })
  }
  if (beside.includes("-journal")) {
    problems.push({
      path: `${name}-journal`,
      reason: "a transaction was not finished; what it changed may be half there",
    })
  }
  if (bytes.length < expectedBytes && !wal) {
    problems.push({ path: name, reason: `the file is cut off: got ${bytes.length} bytes, expected ${expectedBytes}` })
  }
  const { Database } = await sqlJs()
  return new PageSql(name, new Database(readable(bytes, isOurs, wal, expectedBytes)), problems)
}

/** The database with its log; `isOurs` where the bytes may be changed. */
async function withLog(
  files: Files,
  path: string,
  name: string,
  beside: readonly string[],
  problems: Problem[],
): Promise<{ bytes: Uint8Array; isOurs: boolean }> {
  const bytes = await files.read(path)
  if (!beside.includes("-wal")) return { bytes, isOurs: false }
  const log = await files.read(`${path || files.name}-wal`).catch((error: Error) => error)
  const applied = log instanceof Error ? { bytes, left: log.message } : applyWal(bytes, log)
  if (applied.left !== undefined) {
    const reason = `changes that lie in this log (WAL mode) are missing here: ${applied.left}`
    problems.push({ path: `${name}-wal`, reason })
  }
  return { bytes: applied.bytes, isOurs: applied.bytes !== bytes }
}

/** Padded where it is cut off, and marked as not in WAL mode, for which sql.js would want more files. */
function readable(bytes: Uint8Array, isOurs: boolean, wal: boolean, expectedBytes: number): Uint8Array {
  if (!wal && bytes.length >= expectedBytes) return bytes
  const length = wal ? bytes.length : expectedBytes
  const copy = isOurs && length === bytes.length ? bytes : new Uint8Array(length)
  if (copy !== bytes) copy.set(bytes)
  if (wal) copy.fill(1, 18, 20)
  return copy
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

async function sides(files: Files, path: string): Promise<string[]> {
  const at = path.lastIndexOf("/")
  const entries = (await files.list(path.slice(0, Math.max(0, at)))) ?? []
  const name = path.slice(at + 1)
  return entries
    .filter((entry) => entry.name.startsWith(`${name}-`) && entry.bytes !== 0)
    .map((entry) => entry.name.slice(name.length))
}

class PageSql implements Sql {
  readonly name: string
  readonly #database: Database
  readonly #problems: Problem[]
  readonly #read: (cell: unknown) => SqlValue

  constructor(name: string, database: Database, problems: Problem[]) {
    this.name = name
    this.#database = database
    this.#problems = problems
    this.#read = cellReader(this.#encoding(), () => this.#damagedText())
  }

  async query(statement: string, parameters: readonly SqlValue[] = []): Promise<SqlValue[][]> {
    const columns = this.#saying(() => this.#columns(statement))
    const prepared = this.#saying(() => this.#database.prepare(textsAsBytes(statement, columns)))
    try {
      return await this.#rows(prepared, parameters)
    } finally {
      prepared.free()
    }
  }

  /** The bytes in memory never change. */
  async version(): Promise<string> {
    return ""
  }

  problems(): readonly Problem[] {
    return this.#problems
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  async #rows(prepared: Statement, parameters: readonly SqlValue[]): Promise<SqlValue[][]> {
    this.#saying(() => prepared.bind(parameters.map(boundValue)))
    const rows: SqlValue[][] = []
    let until = performance.now() + SLICE
    while (this.#saying(() => prepared.step())) {
      rows.push(prepared.get(null, { useBigInt: true }).map(this.#read))
      if (performance.now() < until) continue
      await nextTask()
      until = performance.now() + SLICE
    }
    await nextTask()
    return rows
  }

  #encoding(): string {
    return this.#saying(() => {
      const asked = this.#database.prepare("PRAGMA encoding")
      asked.step()
      const [encoding] = asked.get(null, { useBigInt: true })
      asked.free()
      return String(encoding)
    })
  }

  #columns(statement: string): number {
    const asked = this.#database.prepare(statement)
    const { length } = asked.getColumnNames()
    asked.free()
    return length
  }

  #damagedText(): void {
    if (this.#problems.some(({ reason }) => reason.includes("UTF-8"))) return
    this.#problems.push({ path: this.name, reason: "holds text that is no UTF-8; it is shown with � in it" })
  }

  #saying<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw new Error(`${this.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
}
