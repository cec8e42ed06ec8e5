import { appendFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { expect, test, vi } from "vitest"
import type { Files } from "../../src/data/files.js"
import { treeOfFiles } from "../../src/data/listed-files.js"
import { diskFiles } from "../../src/node/files.js"
import { cacheHome, folderCache } from "../../src/node/folder-cache.js"
import { openStore } from "../../src/node.js"
import { FileStore } from "../../src/stores/file.js"
import { goldenFolder } from "./golden-store.js"
import { addFiles, runFiles, temporaryStore, twoRuns } from "./temporary-store.js"

// Times of change cannot be set: only what is older than two seconds is remembered at all.
const AGED = 2200

/** A tree that counts what is read of it. */
function counted(folder: string): { files: Files; reads: () => number } {
  const files = diskFiles(folder)
  let reads = 0
  const bulk = files.bulk!
  const counting = {
    ...bulk,
    reads(paths: readonly string[]) {
      reads += paths.length
      return bulk.reads(paths)
    },
  }
  return { files: { ...files, bulk: counting }, reads: () => reads }
}

test("what is unchanged is not read again, and every kind of change is seen", async () => {
  const folder = await temporaryStore(twoRuns())
  await setTimeout(AGED)
  const { files, reads } = counted(folder)
  const store = new FileStore(files)
  const all = async () => (await store.searchRuns({ filter: "metrics.m > 0", orderBy: ["params.p"] })).runs
  const first = await all()
  const once = reads()
  expect(await all()).toEqual(first)
  expect(reads()).toBe(once)

  await appendFile(join(folder, "7/a/metrics/m"), "2 0.75 1\n")
  expect((await all()).map(({ metrics }) => metrics.m)).toEqual([0.5, 0.75])
  await writeFile(join(folder, "7/a/params/p"), "2")
  expect((await all()).map(({ params }) => params.p)).toEqual(["1", "2"])
  await writeFile(join(folder, "7/a/params/p"), "3")
  expect((await all()).map(({ params }) => params.p)).toEqual(["1", "3"])
  await addFiles(folder, { "7/a/metrics/new/key": "1 9 0\n", "7/a/tags/new": "tag" })
  expect(await store.run("a")).toMatchObject({ metrics: { "new/key": 9 }, tags: { new: "tag" } })
  await rm(join(folder, "7/a/metrics/new"), { recursive: true })
  expect((await store.run("a")).metrics).toEqual({ m: 0.75 })
  await addFiles(folder, runFiles("c", 3))
  expect((await all()).map(({ runId }) => runId)).toEqual(["c", "b", "a"])
  await rm(join(folder, "7/b"), { recursive: true })
  expect((await all()).map(({ runId }) => runId)).toEqual(["c", "a"])
  await expect(store.run("b")).rejects.toThrow("no run b")
  await mkdir(join(folder, ".trash"))
  await rename(join(folder, "7"), join(folder, ".trash/7"))
  expect(await store.experiments()).toEqual([])
  expect((await store.experiments({ view: "DELETED_ONLY" })).map(({ name }) => name)).toEqual(["seven"])
})

test("a file that is mended is no problem any more, one that breaks becomes one", async () => {
  const folder = await temporaryStore(twoRuns({ "7/a/metrics/m": "x\n" }))
  const store = await openStore(folder)
  const problems = async () => {
    await store.searchRuns()
    return store.problems().map(({ path }) => path)
  }
  expect(await problems()).toEqual(["7/a/metrics/m"])
  await writeFile(join(folder, "7/a/metrics/m"), "1 1 1\n")
  expect(await problems()).toEqual([])
  await writeFile(join(folder, "7/b/meta.yaml"), "")
  expect(await problems()).toEqual(["7/b/meta.yaml"])
  await rm(join(folder, "7/b"), { recursive: true })
  expect(await problems()).toEqual([])
})

test("pages of one search stay in one order while runs are logged", async () => {
  const folder = await temporaryStore(twoRuns())
  const store = await openStore(folder)
  const first = await store.searchRuns({ maxResults: 1 })
  await addFiles(folder, runFiles("z", 9))
  const next = await store.searchRuns({ maxResults: 1, pageToken: first.nextPageToken! })
  expect([...first.runs, ...next.runs].map(({ runId }) => runId)).toEqual(["b", "a"])
  expect((await store.searchRuns({ maxResults: 1 })).runs[0]!.runId).toBe("z")
})

test("a list of files, as a page has it, is read as the folder is", async () => {
  const folder = join(goldenFolder, "mlflow/file-3.17.2/mlruns")
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => [path.slice(folder.length + 1), new File([await readFile(path)], path)]),
  )
  const dropped = await openStore(treeOfFiles("dropped", new Map(files as [string, File][])))
  const store = await openStore(folder)
  for (const view of ["ALL", "ACTIVE_ONLY"] as const) {
    expect(await dropped.searchRuns({ view })).toEqual(await store.searchRuns({ view }))
    expect(await dropped.experiments({ view })).toEqual(await store.experiments({ view }))
  }
  const search = { filter: "metrics.avg_test_r2 > 0 and params.horizon = '5'", orderBy: ["metrics.avg_test_r2 DESC"] }
  expect(await dropped.searchRuns(search)).toEqual(await store.searchRuns(search))
  expect(await dropped.registeredModels()).toEqual(await store.registeredModels())
  expect(await dropped.loggedModels()).toEqual(await store.loggedModels())
})

test("another session reads no file again that is unchanged, and sees what changed", async () => {
  const runs = Object.assign({}, ...Array.from({ length: 600 }, (_, i) => runFiles(`r${i}`, i))) as Record<
    string,
    string
  >
  const folder = await temporaryStore({
    "7/meta.yaml": "experiment_id: '7'\n",
    ...runs,
    "7/r1/metrics/m": "1 nan 0\n",
    "7/r2/metrics/m": "1 -0.0 0\n",
    "7/r3/metrics/m": "x\n",
  })
  const home = await temporaryStore({})
  await setTimeout(AGED)
  const session = () => {
    const { files, reads } = counted(folder)
    const store = new FileStore({ ...files, cache: folderCache(folder, () => home) })
    return { store, reads }
  }
  const before = session()
  const first = await before.store.searchRuns()
  expect(before.reads()).toBeGreaterThan(2000)
  const [name] = await vi.waitUntil(async () => {
    const names = (await readdir(home)).filter((each) => each.endsWith(".json"))
    return names.length > 0 && names
  }, 5000)
  const again = session()
  expect(await again.store.searchRuns()).toEqual(first)
  expect(again.store.problems()).toEqual(before.store.problems())
  expect(again.reads()).toBe(0)
  await appendFile(join(folder, "7/r5/metrics/m"), "2 0.75 1\n")
  const changed = session()
  expect((await changed.store.run("r5")).metrics).toEqual({ m: 0.75 })

  // A copy elsewhere is another store, whatever cache it finds.
  const copy = join(home, "copy")
  await cp(folder, copy, { recursive: true })
  expect(await folderCache(copy, () => home).load("")).toBeUndefined()

  const cache = folderCache(folder, () => home)
  const whole = await readFile(join(home, name!), "utf8")
  for (const damaged of [
    whole.slice(0, -10),
    whole.replace("r10", "r11"),
    whole.replace(/^.{9}/, "000000000"),
    "x",
    "",
  ]) {
    await writeFile(join(home, name!), damaged)
    expect(await cache.load("")).toBe(undefined)
  }
  const mended = session()
  expect((await mended.store.searchRuns()).runs).toHaveLength(600)
  expect(mended.reads()).toBeGreaterThan(2000)
  await vi.waitUntil(async () => (await readFile(join(home, name!), "utf8")).length > 1000, 5000)
}, 30_000)

test("a folder for caches that cannot be written is done without", async () => {
  const home = await temporaryStore({ file: "" })
  const cache = folderCache(home, () => join(home, "file"))
  cache.keep("", () => "text")
  await setTimeout(1500)
  expect(await readdir(home)).toEqual(["file"])
})

test("caches lie where the system keeps such", () => {
  expect(cacheHome({ XDG_CACHE_HOME: "/c" }, "linux")).toBe("/c/leafwise")
  expect(cacheHome({ XDG_CACHE_HOME: "relative" }, "linux")).toMatch(/[/\\]\.cache[/\\]leafwise$/)
  expect(cacheHome({}, "darwin")).toMatch(/Library[/\\]Caches[/\\]leafwise$/)
  expect(cacheHome({ LOCALAPPDATA: "L" }, "win32")).toMatch(/^L[/\\]leafwise[/\\]Cache$/)
})
