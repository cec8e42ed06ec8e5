import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "libsql"
import type { Problem } from "../data/run.js"
import { HEADER_BYTES, type SqliteHeader, sqliteHeader } from "../data/sqlite-header.js"

/** A database file that can be read without writing anything beside the original. */
export interface ReadableFile {
  /** The file itself, or its copy. */
  readonly path: string
  readonly problems: readonly Problem[]
  /** Whether the original is still what was opened. */
  isCurrent(): boolean
  /** To be called when the file is open: a copy is removed then, where the system allows it, else by `remove`. */
  opened(): void
  remove(): void
}

/** How often a database is copied again that is being written meanwhile. */
const TRIES = 5

/**
 * The file itself where that can be read as it is, else a copy. A journal beside it may be another program's at work,
 * which SQLite's locks settle; `left` says that it was left by one that ended, which only a copy can be rid of.
 * @param writable the file itself, in any case.
 * @throws Error for what is no database.
 */
export function readableFile(path: string, writable: boolean, left = false): ReadableFile {
  const bytes = statSync(path).size
  const header = sqliteHeader(firstBytes(path), path)
  const problems = faultsOf(path, bytes, header, left)
  const cut = bytes < header.expectedBytes && !header.wal
  if (writable || !(header.wal || cut || left)) return itself(path, problems)
  return copyOf(path, header, problems)
}

/** The file is another one when it was replaced; that it was changed SQLite sees itself. */
function itself(path: string, problems: readonly Problem[]): ReadableFile {
  const before = identity(path)
  const begun = hasJournal(path)
  return {
    path,
    problems,
    isCurrent: () => identity(path) === before && hasJournal(path) === begun,
    opened: () => {},
    remove: () => {},
  }
}

function copyOf(path: string, header: SqliteHeader, problems: readonly Problem[]): ReadableFile {
  const folder = mkdtempSync(join(tmpdir(), "leafwise-"))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copy = join(folder, "copy.db")
  try {
    const before = copyFiles(path, copy)
    if (!header.wal && statSync(copy).size < header.expectedBytes) truncateSync(copy, header.expectedBytes)
    else finish(copy)
    process.once("exit", remove)
    return { path: copy, problems, isCurrent: () => state(path) === before, opened: () => removeOpen(remove), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** SQLite keeps a file open that has no name any more, except on Windows, where it stays until it is closed. */
function removeOpen(remove: () => void): void {
  if (process.platform === "win32") return
  remove()
  process.removeListener("exit", remove)
}

/** Copies a database and what lies beside it, again where they changed meanwhile. @returns their state. */
function copyFiles(path: string, copy: string): string {
  for (let tried = 1; ; tried++) {
    const before = state(path)
    for (const ending of ["", ...sides]) {
      rmSync(copy + ending, { force: true })
      if (existsSync(path + ending)) copyFileSync(path + ending, copy + ending)
    }
    if (state(path) === before) return before
    if (tried === TRIES) throw new Error(`${path}: is being written all the time, it could not be copied`)
  }
}

const sides = ["-wal", "-journal"]

/** Brings what lies beside a copy into it, as SQLite does when it opens a database for writing. */
function finish(copy: string): void {
  const database = new Database(copy)
  try {
    database.prepare("PRAGMA journal_mode = DELETE").raw().get()
  } finally {
    database.close()
  }
}

function faultsOf(path: string, bytes: number, header: SqliteHeader, left: boolean): Problem[] {
  const faults: Problem[] = []
  if (!header.wal && bytes < header.expectedBytes) {
    const reason = `the file is cut off: got ${bytes} bytes, expected ${header.expectedBytes}. What lies before is shown`
    faults.push({ path, reason })
  }
  if (left) {
    const reason = "a transaction was not finished. The database is read as it was before"
    faults.push({ path: `${path}-journal`, reason })
  }
  if (header.wal && existsSync(`${path}-wal`)) {
    const reason = "changes lie beside the database (WAL mode); both are read, from a copy"
    faults.push({ path: `${path}-wal`, reason })
  }
  return faults
}

/** A journal whose header was zeroed, or of no length, is a finished transaction's. */
export function hasJournal(path: string): boolean {
  const journal = `${path}-journal`
  return existsSync(journal) && firstBytes(journal).some((byte) => byte !== 0)
}

function firstBytes(path: string): Uint8Array {
  const file = openSync(path, "r")
  try {
    const bytes = new Uint8Array(HEADER_BYTES)
    return bytes.subarray(0, readSync(file, bytes, 0, HEADER_BYTES, 0))
  } finally {
    closeSync(file)
  }
}

function identity(path: string): string {
  const { dev, ino } = statSync(path)
  return `${dev}:${ino}`
}

function state(path: string): string {
  return ["", ...sides].map((ending) => (existsSync(path + ending) ? factsOf(path + ending) : "none")).join(" ")
}

function factsOf(path: string): string {
  const { ino, size, mtimeNs } = statSync(path, { bigint: true })
  return `${ino}:${size}:${mtimeNs}`
}
