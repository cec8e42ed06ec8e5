import { createHash } from "node:crypto"
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "libsql"
import { afterAll, expect, test } from "vitest"
import { openSqlite } from "../../src/node/sqlite.js"
import { openStore } from "../../src/node.js"
import { goldenFolder } from "../stores/golden-store.js"

const top = await mkdtemp(join(tmpdir(), "leafwise-test-"))
const original = join(goldenFolder, "mlflow/sqlite-2.9.2/mlflow.db")
let made = 0

afterAll(() => rm(top, { recursive: true, force: true }))

async function copied(name = "mlflow.db"): Promise<string> {
  const folder = join(top, `case ${made++}`)
  await mkdir(folder)
  await copyFile(original, join(folder, name))
  return join(folder, name)
}

/** Every file of a folder with its size, time of change and content. */
async function snapshot(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).sort()
  const facts = names.map(async (name) => {
    const { size, mtimeMs } = await stat(join(folder, name))
    const hash = createHash("sha256").update(await readFile(join(folder, name)))
    return `${name} ${size} ${mtimeMs} ${hash.digest("hex")}`
  })
  return Promise.all(facts)
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"))
const leftovers = async () => (await readdir(tmpdir())).filter((name) => /^leafwise-(?!test-)/.test(name)).length

/** Reads all that a store has to give. */
async function readAll(path: string): Promise<number> {
  const store = await openStore(path)
  const { runs } = await store.searchRuns({ view: "ALL", filter: "metrics.auc > 0 and params.a != 'x'" })
  const all = await store.searchRuns({ view: "ALL" })
  await store.experiments({ view: "ALL" })
  await store.registeredModels()
  for (const { runId, metrics } of all.runs.slice(0, 5)) {
    for (const key of Object.keys(metrics)) await store.metricHistory(runId, key)
    await store.artifacts(runId)
  }
  return all.runs.length + 0 * runs.length
}

test("reading changes no byte, no time and no name in the database's folder", async () => {
  const path = await copied()
  const before = await snapshot(folderOf(path))
  expect(await readAll(path)).toBe(48)
  expect(await snapshot(folderOf(path))).toEqual(before)
})

test("a path may have spaces, signs and letters of any kind", async () => {
  for (const name of ["a b.db", "50%25.db", "a#b.db", "what?.db", "実験 ☃.db", "a&b=c;d.db"]) {
    expect(await readAll(await copied(name))).toBe(48)
  }
})

test("a database in WAL mode is read with what lies beside it, from a copy that is removed", async () => {
  const path = await copied()
  const writer = new Database(path)
  writer.prepare("PRAGMA journal_mode = WAL").raw().get()
  writer.exec("INSERT INTO params VALUES ('only in wal', 'yes', (SELECT min(run_uuid) FROM runs))")
  const before = await snapshot(folderOf(path))
  expect(before.map((line) => line.split(" ")[0])).toContain("mlflow.db-wal")
  const copies = await leftovers()
  const store = await openStore(path)
  const { runs } = await store.searchRuns({ filter: "params.`only in wal` = 'yes'", view: "ALL" })
  expect(runs.length).toBe(1)
  expect(store.problems().map(({ reason }) => reason)).toEqual([expect.stringContaining("WAL mode")])
  expect(await snapshot(folderOf(path))).toEqual(before)
  if (process.platform !== "win32") expect(await leftovers()).toBe(copies)
  writer.exec("INSERT INTO params VALUES ('later', 'yes', (SELECT min(run_uuid) FROM runs))")
  const later = await store.searchRuns({ filter: "params.later = 'yes'", view: "ALL" })
  expect(later.runs.length).toBe(1)
  writer.close()
})

test("an unfinished transaction is read as it was before, and said", async () => {
  const path = await copied()
  const writer = new Database(path)
  // A small cache makes SQLite write into the file before the transaction ends.
  writer.exec("PRAGMA cache_size = 1; BEGIN; UPDATE runs SET name = 'half', user_id = hex(randomblob(5000))")
  const crashed = join(top, "crashed")
  await mkdir(crashed)
  await copyFile(path, join(crashed, "mlflow.db"))
  await copyFile(`${path}-journal`, join(crashed, "mlflow.db-journal"))
  writer.exec("ROLLBACK")
  writer.close()
  const before = await snapshot(crashed)
  const store = await openStore(join(crashed, "mlflow.db"))
  const { runs } = await store.searchRuns({ view: "ALL" })
  expect(runs.filter(({ runName }) => runName === "half")).toEqual([])
  expect(runs.length).toBe(48)
  expect(store.problems().map(({ reason }) => reason)).toEqual([expect.stringContaining("not finished")])
  expect(await snapshot(crashed)).toEqual(before)
})

test("what another program writes is seen by the next question, a replaced file too", async () => {
  const path = await copied()
  const store = await openStore(path)
  const count = async () => (await store.searchRuns({ view: "ALL" })).runs.length
  expect(await count()).toBe(48)
  const writer = new Database(path)
  writer.exec(
    "INSERT INTO runs (run_uuid, name, status, lifecycle_stage, experiment_id) VALUES ('new', 'n', 'RUNNING', 'active', 1)",
  )
  expect(await count()).toBe(49)
  writer.close()
  await rm(path)
  await copyFile(original, path)
  expect(await count()).toBe(48)
})

test("a database that another program has locked is waited for, then said to be so", async () => {
  const path = await copied()
  const sql = await openSqlite(path)
  const writer = new Database(path)
  writer.exec("BEGIN EXCLUSIVE")
  await expect(sql.query("SELECT count(*) FROM runs")).rejects.toThrow("another program has locked it")
  writer.exec("ROLLBACK")
  expect(await sql.query("SELECT count(*) FROM runs")).toEqual([[48]])
  writer.close()
  await sql.close()
})

test("what is no database says what it is", async () => {
  const path = await copied()
  await writeFile(path, "")
  await expect(openStore(path)).rejects.toThrow("the file is empty")
  await writeFile(path, "run_id,auc\n".repeat(100))
  await expect(openStore(path)).rejects.toThrow('begins with "run_id,auc')
  await rm(path)
  const other = new Database(path)
  other.exec("CREATE TABLE todo (what TEXT)")
  other.close()
  await expect(openStore(path)).rejects.toThrow("got todo, expected MLflow's tables")
  await expect(openStore(join(top, "none.db"))).rejects.toThrow("no such file")
})

test("of a file that is cut off, all runs but those at its end are shown, and that is said", async () => {
  const path = await copied()
  const { size } = await stat(path)
  await truncate(path, size - 4096 * 3)
  const store = await openStore(path)
  const { runs } = await store.searchRuns({ view: "ALL" })
  expect(runs.length).toBeGreaterThan(0)
  expect(store.problems()[0]!.reason).toMatch(/^the file is cut off: got \d+ bytes, expected \d+/)
})

test("damaged pages cost the rows on them, not the others, and are said", async () => {
  for (let page = 3; page < 90; page += 7) {
    const path = await copied()
    const bytes = await readFile(path)
    bytes.fill(0xa5, page * 4096, page * 4096 + 4096)
    await writeFile(path, bytes)
    const store = await openStore(path)
    const { runs } = await store.searchRuns({ view: "ALL" })
    const experiments = await store.experiments({ view: "ALL" })
    const whole = runs.length === 48 && experiments.length === 7
    expect(whole || store.problems().length > 0).toBe(true)
    for (const { runId, metrics } of runs.slice(0, 3)) {
      for (const key of Object.keys(metrics)) await store.metricHistory(runId, key)
    }
    await store.registeredModels()
  }
})

test("values that make no sense cost one run, and tables that are missing cost what they hold", async () => {
  const path = await copied()
  const writer = new Database(path)
  writer.exec("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
  const [first, second, third] = writer.prepare("SELECT run_uuid FROM runs ORDER BY 1 LIMIT 3").raw().all() as [
    string,
  ][]
  writer.prepare("UPDATE runs SET status = 'LOST' WHERE run_uuid = ?").run([first![0]])
  writer.prepare("UPDATE runs SET start_time = 'noon' WHERE run_uuid = ?").run([second![0]])
  writer.prepare("INSERT INTO tags VALUES ('odd', CAST(x'ff41' AS TEXT), ?)").run([third![0]])
  writer.prepare("INSERT INTO tags VALUES ('nul', 'a' || char(0) || 'b', ?)").run([third![0]])
  writer.prepare("INSERT INTO tags VALUES ('__proto__', 'p', ?)").run([third![0]])
  writer.exec("DROP TABLE params; DROP TABLE experiment_tags")
  writer.close()
  const store = await openStore(path)
  const { runs } = await store.searchRuns({ view: "ALL" })
  expect(runs.length).toBe(47)
  expect(runs.find(({ runId }) => runId === second![0])!.startTime).toBeNull()
  const { tags, params } = runs.find(({ runId }) => runId === third![0])!
  expect([tags.odd, tags.nul, Object.getOwnPropertyDescriptor(tags, "__proto__")?.value]).toEqual([
    "\uFFFDA",
    "a\0b",
    "p",
  ])
  expect(params).toEqual({})
  const reasons = store.problems().map(({ reason }) => reason)
  expect(reasons).toEqual(
    expect.arrayContaining([
      expect.stringContaining("status is LOST"),
      expect.stringContaining("start_time is noon"),
      expect.stringContaining("no table params"),
      expect.stringContaining("no UTF-8"),
    ]),
  )
  expect((await store.experiments({ view: "ALL" })).length).toBe(7)
})

test("whole numbers beyond 2^53 and doubles of every size come back exactly", async () => {
  const path = await copied()
  const writer = new Database(path)
  const values = [5e-324, 2.2250738585072014e-308, 0.1, 1 / 3, 123456789.12345679, 9007199254740992, 1e300, -1.5e-200]
  const run = (writer.prepare("SELECT min(run_uuid) FROM runs").raw().get() as [string])[0]
  writer.exec(
    `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (9007199254740993, 'far', 'active')`,
  )
  writer.prepare("UPDATE runs SET experiment_id = 9007199254740993 WHERE run_uuid = ?").run([run])
  const insert = writer.prepare("INSERT INTO metrics VALUES (?, ?, 1, ?, 9223372036854775807, 0)")
  const latest = writer.prepare("INSERT INTO latest_metrics VALUES (?, ?, 1, 9223372036854775807, 0, ?)")
  values.forEach((value, i) => {
    insert.run([`v${i}`, value, run])
    latest.run([`v${i}`, value, run])
  })
  writer.close()
  const store = await openStore(path)
  const { metrics, experimentId } = await store.run(run)
  expect(experimentId).toBe("9007199254740993")
  expect(values.map((_, i) => metrics[`v${i}`])).toEqual(values)
  expect(await store.metricHistory(run, "v2")).toEqual([{ value: 0.1, timestamp: 1, step: 9223372036854775807n }])
  const { runs } = await store.searchRuns({ experimentIds: ["9007199254740993"], view: "ALL" })
  expect(runs.map(({ runId }) => runId)).toEqual([run])
})

test("a transaction is done whole or not at all", async () => {
  const path = await copied()
  const sql = await openSqlite(path, { writable: true })
  const add = "INSERT INTO params VALUES (?, 'v', (SELECT min(run_uuid) FROM runs))"
  expect(await sql.transaction((database) => database.run(add, ["one"]))).toBe(1)
  const failing = sql.transaction((database) => {
    database.run(add, ["two"])
    throw new Error("stop")
  })
  await expect(failing).rejects.toThrow("stop")
  expect(await sql.query("SELECT key FROM params WHERE key IN ('one', 'two')")).toEqual([["one"]])
  await sql.close()
  const reader = await openSqlite(path)
  await expect(reader.transaction(() => 1)).rejects.toThrow("read only")
  await expect(reader.query("DELETE FROM params RETURNING key")).rejects.toThrow()
  await reader.close()
})
