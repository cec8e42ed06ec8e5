import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inflateSync } from "node:zlib"
import Database from "libsql"
import { afterAll, expect, test } from "vitest"
import { applyWal } from "../../src/data/sqlite-wal.js"

const top = mkdtempSync(join(tmpdir(), "leafwise-test-"))
afterAll(() => rmSync(top, { recursive: true, force: true }))

const python: Record<string, string> = JSON.parse(readFileSync(join(import.meta.dirname, "wal-of-python.json"), "utf8"))
const ofPython = (name: string) => new Uint8Array(inflateSync(Buffer.from(python[name]!, "base64")))
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

test("a database and its log, as Python's sqlite3 left them, are what SQLite makes of them", () => {
  const { bytes, left } = applyWal(ofPython("database"), ofPython("wal"))
  expect(left).toBeUndefined()
  expect(same(bytes, ofPython("checkpointed"))).toBe(true)
})

/** A database that is written, with what SQLite itself makes of it after each commit. */
function written(): { database: Uint8Array; wal: Uint8Array; states: { length: number; bytes: Uint8Array }[] } {
  const path = join(top, "live.db")
  const live = new Database(path)
  live.exec("PRAGMA page_size = 1024")
  live.pragma("journal_mode = WAL")
  live.pragma("wal_autocheckpoint = 0")
  live.exec("CREATE TABLE t (a, b)")
  live.pragma("wal_checkpoint(RESTART)")
  const states: { length: number; bytes: Uint8Array }[] = []
  for (let i = 0; i < 5; i++) {
    live.exec("BEGIN")
    for (let k = 0; k < 30; k++) live.prepare("INSERT INTO t VALUES (?, ?)").run(i, "text ".repeat(k))
    live.exec("COMMIT")
    if (i === 3) live.exec("DELETE FROM t WHERE a = 1")
    states.push(recovered(path, i))
  }
  const found = { database: read(path), wal: read(`${path}-wal`), states }
  live.close()
  return found
}

function recovered(path: string, i: number): { length: number; bytes: Uint8Array } {
  const copy = join(top, `copy-${i}.db`)
  for (const side of ["", "-wal"]) copyFileSync(path + side, copy + side)
  const { length } = read(`${copy}-wal`)
  const database = new Database(copy)
  database.pragma("wal_checkpoint(TRUNCATE)")
  database.close()
  return { length, bytes: read(copy) }
}

const read = (path: string) => new Uint8Array(readFileSync(path))

test("a log that ends anywhere gives what was committed before its end", () => {
  const { database, wal, states } = written()
  expect(same(applyWal(database, wal).bytes, states.at(-1)!.bytes)).toBe(true)
  for (let cut = 40; cut < wal.length; cut += 517) {
    const last = states.findLast(({ length }) => length <= cut)
    const { bytes } = applyWal(database, wal.slice(0, cut))
    // Between two states lies the commit of the deletion.
    if (last === states[2] && cut >= states[2]!.length) continue
    expect([cut, same(bytes, last?.bytes ?? database)]).toEqual([cut, true])
  }
})

test("frames of another salt, damaged frames and what is no log are left out and said", () => {
  const { database, wal } = { database: ofPython("database"), wal: ofPython("wal") }
  const changed = (at: number) => {
    const copy = wal.slice()
    copy[at]! ^= 1
    return applyWal(database, copy)
  }
  const lastFrame = wal.length - 512 - 24
  const whole = applyWal(database, wal)
  // An earlier use of the file ends where the salts change: nothing is wrong.
  expect(changed(lastFrame + 8)).toMatchObject({ commits: whole.commits - 1 })
  expect(changed(lastFrame + 8).left).toBeUndefined()
  expect(changed(lastFrame + 100)).toMatchObject({
    commits: whole.commits - 1,
    left: expect.stringContaining("damaged"),
  })
  expect(changed(0)).toMatchObject({ bytes: database, commits: 0, left: expect.stringContaining("begins with") })
  expect(changed(16)).toMatchObject({ bytes: database, commits: 0, left: expect.stringContaining("checksum") })
  expect(changed(32 + 30)).toMatchObject({ bytes: database, commits: 0 })
  expect(applyWal(database, new Uint8Array(0))).toEqual({ bytes: database, commits: 0 })
  expect(applyWal(database, wal.slice(0, 20)).left).toContain("cut off")
})
