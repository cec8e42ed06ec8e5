import { existsSync, statSync } from "node:fs"
import { resolve } from "node:path"
import Database from "libsql"
import type { Problem } from "../data/run.js"
import type { SqlTransaction, SqlValue, WritableSql } from "../data/sql.js"
import { boundValue, cellReader, textsAsBytes } from "../sql-cells.js"
import { hasJournal, type ReadableFile, readableFile } from "./sqlite-copy.js"

/** How long another process's lock is waited for, in ms. The wait blocks this thread. */
const BUSY = 5000
/** Pages that SQLite keeps, in KiB: whole tables of a large store are read more than once. */
const CACHE_KIB = 65_536

/**
 * Opens an SQLite database through libsql, read only: `mode=ro`, since libsql ignores `readonly: true`. A database whose
 * changes lie beside it (WAL, an unfinished transaction) is copied to a temporary folder first, since SQLite would write
 * beside it even to read it.
 * @param options.name for messages, the path by default.
 * @param options.writable opens the file itself for writing; SQLite then finishes what was left unfinished.
 * @throws Error for what is no database.
 */
export async function openSqlite(
  path: string,
  { writable = false, name }: { readonly writable?: boolean; readonly name?: string } = {},
): Promise<WritableSql> {
  const database = new NodeSql(resolve(path), writable, name)
  await database.version()
  return database
}

class NodeSql implements WritableSql {
  readonly name: string
  readonly #path: string
  readonly #writable: boolean
  readonly #problems = new Map<string, Problem>()
  #file: ReadableFile | undefined
  #database: Database.Database | undefined
  #read: (cell: unknown) => SqlValue = (cell) => cell as SqlValue
  #opened = 0

  constructor(path: string, writable: boolean, name: string = path) {
    this.#path = path
    this.name = name
    this.#writable = writable
  }

  async query(statement: string, parameters: readonly SqlValue[] = []): Promise<SqlValue[][]> {
    return this.#rows(await this.#current(), statement, parameters)
  }

  async version(): Promise<string> {
    const database = await this.#current()
    const mark = this.#saying(() => database.prepare("PRAGMA data_version").raw().get())
    return `${this.#opened}:${mark}`
  }

  problems(): readonly Problem[] {
    return [...(this.#file?.problems ?? []), ...this.#problems.values()]
  }

  async transaction<Result>(work: (transaction: SqlTransaction) => Result): Promise<Result> {
    if (!this.#writable) throw new Error(`${this.name}: was opened read only`)
    const database = await this.#current()
    return this.#saying(() =>
      database
        .transaction(() =>
          work({
            query: (statement, parameters = []) => this.#rows(database, statement, parameters),
            run: (statement, parameters = []) => database.prepare(statement).run(parameters.map(boundValue)).changes,
          }),
        )
        .immediate(),
    )
  }

  async close(): Promise<void> {
    this.#release()
  }

  #release(): void {
    this.#database?.close()
    this.#database = undefined
    this.#file?.remove()
    this.#file = undefined
  }

  #rows(database: Database.Database, statement: string, parameters: readonly SqlValue[]): SqlValue[][] {
    return this.#saying(() => {
      const columns = database.prepare(statement).columns().length
      const rows = database
        .prepare(textsAsBytes(statement, columns))
        .raw()
        .all(parameters.map(boundValue)) as unknown[][]
      return rows.map((row) => row.map(this.#read))
    })
  }

  /** The connection; another one after the file was replaced, or a copy that is no longer true. */
  async #current(): Promise<Database.Database> {
    if (this.#database && this.#file?.isCurrent()) return this.#database
    this.#release()
    if (!existsSync(this.#path)) throw new Error(`${this.name}: no such file`)
    if (!statSync(this.#path).isFile()) throw new Error(`${this.name}: is a folder, expected an SQLite database`)
    this.#file = readableFile(this.#path, this.#writable)
    try {
      this.#database = this.#connect(this.#file)
    } catch (error) {
      if (this.#writable || !hasJournal(this.#path) || !needsWriting(error)) throw error
      this.#file = readableFile(this.#path, false, true)
      this.#database = this.#connect(this.#file)
    }
    this.#opened++
    return this.#database
  }

  #connect({ path, opened }: ReadableFile): Database.Database {
    return this.#saying(() => {
      const database = new Database(uriOf(path, this.#writable ? "rw" : "ro"), { timeout: BUSY })
      database.defaultSafeIntegers(true)
      const [encoding] = database.prepare("PRAGMA encoding").raw().get() as [string]
      this.#read = cellReader(encoding, () => this.#damagedText(), textOf)
      database.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
      if (this.#writable) database.exec("PRAGMA foreign_keys = ON")
      else database.exec("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1; COMMIT")
      opened()
      return database
    })
  }

  #damagedText(): void {
    this.#problems.set("text", { path: this.name, reason: "holds text that is no UTF-8; it is shown with � in it" })
  }

  #saying<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw new Error(`${this.name}: ${reasonOf(error)}`, { cause: error })
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  SQLITE_BUSY: `another program has locked it for longer than ${BUSY / 1000} s. Try again when it is done`,
  SQLITE_CORRUPT: "the database is damaged (SQLite: database disk image is malformed)",
  SQLITE_NOTADB: "is no SQLite database, or an encrypted one",
}

/** A third of what a TextDecoder takes for a text of megabytes. */
function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8")
}

/** SQLite cannot undo an unfinished transaction in what it may not write. */
function needsWriting(error: unknown): boolean {
  const { code } = (error as { cause?: { code?: string } }).cause ?? {}
  return /^SQLITE_(READONLY|CANTOPEN|IOERR)/.test(code ?? "")
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  const known = Object.keys(reasons).find((each) => code === each || code?.startsWith(`${each}_`))
  return known ? reasons[known]! : message
}

/** A path as SQLite's URI: only what separates folders keeps its meaning. */
function uriOf(path: string, mode: string): string {
  const steps = path.replaceAll("\\", "/").split("/").map(encodeURIComponent)
  const drive = /^[A-Za-z]%3A$/.test(steps[0]!) ? `/${steps[0]!.replace("%3A", ":")}` : steps[0]!
  return `file:${[drive, ...steps.slice(1)].join("/")}?mode=${mode}`
}
