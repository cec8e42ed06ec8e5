import { access, readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { zipSync } from "fflate"
import { expect, test } from "vitest"
import { diffStores } from "../../src/diff-stores.js"
import { openStore } from "../../src/node.js"
import { goldenFolder } from "../stores/golden-store.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"
import { copiedSample, copiedStore } from "./stores-store.js"

test("stores below a folder are found, in archives as well; the copy of an archived database is removed", async () => {
  const cwd = await copiedStore()
  const database = new Uint8Array(await readFile(join(goldenFolder, "mlflow/sqlite-3.17.2/mlflow.db")))
  await writeFile(join(cwd, "old.zip"), zipSync({ "x/mlflow.db": database }))
  await writeFile(join(cwd, "other.zip"), zipSync({ "notes.txt": new Uint8Array(3) }))
  await writeFile(join(cwd, "broken.zip"), "PK")
  const copies = async () => (await readdir(tmpdir())).filter((name) => /^leafwise-\w{6}$/.test(name))
  const before = new Set(await copies())
  const { stdout } = await leafwise("stores find . --json", { cwd })
  expect(JSON.parse(stdout)).toMatchObject([
    { path: join(cwd, "mlruns"), kind: "mlruns", problem: null },
    { path: join(cwd, "old.zip"), kind: "zip", problem: null },
  ])
  const left = (await copies()).filter((name) => !before.has(name))
  const ofDatabases = await Promise.all(left.map((name) => readdir(join(tmpdir(), name)).catch(() => [])))
  expect(ofDatabases.flat().filter((name) => name === "copy.db")).toEqual([])
})

test("runs are copied with ids, histories and artifacts, and the copy is the same; only then the store is archived", async () => {
  const cwd = await copiedStore()
  const part = await leafwise(["stores", "copy", "mlruns", "copy", "--limit", "2"], { cwd })
  expect([part.code, part.stderr]).toEqual([0, expect.stringContaining("2 runs copied")])
  const early = await leafwise("stores archive mlruns --copy copy", { cwd })
  expect([early.code, early.stderr]).toEqual([
    1,
    expect.stringMatching(/not archived, for \d+ runs and \d+ experiments are missing/),
  ])
  const all = await leafwise("stores copy mlruns copy", { cwd })
  expect([all.code, all.stderr]).toEqual([0, expect.stringContaining("2 runs were there")])
  const [a, b] = [await openStore(join(cwd, "mlruns")), await openStore(join(cwd, "copy"))]
  const diff = await diffStores(a, b)
  expect(diff.onlyInA).toEqual([])
  expect(diff.different).toEqual([])
  const unread = await leafwise("stores archive mlruns --copy copy", { cwd })
  expect([unread.code, unread.stderr]).toEqual([1, expect.stringMatching(/--despite-problems.*meta.yaml is missing/)])
  const done = await leafwise("stores archive mlruns --copy copy --despite-problems", { cwd })
  expect([done.code, done.stderr]).toEqual([0, expect.stringContaining("49 runs are in")])
})

test("a store is archived under the day's date after a clean diff", async () => {
  // The experiment with four runs.
  const cwd = await copiedSample(["one"], /^507048056329624451$/)
  expect((await leafwise(["stores", "copy", "one", "two"], { cwd })).code).toBe(0)
  const diff = await leafwise("stores diff one two --json", { cwd })
  expect(JSON.parse(diff.stdout)).toMatchObject({ onlyInA: [], onlyInB: [], different: [] })
  const done = await leafwise("stores archive one --copy two", { cwd })
  expect(done.code).toBe(0)
  const names = await readdir(cwd)
  expect(names.sort()).toEqual([expect.stringMatching(/^one_archived_\d{4}-\d\d-\d\d$/), "two"])
})

test("a changed artifact, point or tag is a difference", async () => {
  const cwd = await copiedSample(["copy"])
  const copy = await openStore(join(cwd, "copy"))
  await copy.setTag(lastWindow.runId, "more", "yes")
  await copy.logMetric(lastWindow.runId, "test_auc", 0.9, { step: 3, timestamp: 5 })
  const { stdout } = await leafwise(["stores", "diff", join(sample, "mlruns"), "copy"], { cwd })
  const rows = linesOf(stdout)
    .slice(1)
    .map((line) => line.split("\t").slice(3))
  expect(rows).toEqual([
    ["tag", "more", "", "yes"],
    ["metric", "test_auc", String(lastWindow.metrics.test_auc), "0.9"],
    ["history", "test_auc", "", "3 5 0.9"],
  ])
})

test("experiments are renamed, tagged, deleted and restored", async () => {
  const cwd = await copiedStore()
  const [first] = await (await openStore(join(cwd, "mlruns"))).experiments()
  const look = async () =>
    (await (await openStore(join(cwd, "mlruns"))).experiments({ view: "ALL" })).find(
      ({ experimentId }) => experimentId === first!.experimentId,
    )
  const run = (...args: string[]) => leafwise(["experiments", ...args], { cwd })
  expect((await run("rename", first!.name, "fresh name")).code).toBe(0)
  expect((await look())?.name).toBe("fresh name")
  expect((await run("tag", "fresh name", "team=quant", "--store", "mlruns")).code).toBe(0)
  expect((await look())?.tags.team).toBe("quant")
  expect((await run("delete", first!.experimentId)).code).toBe(0)
  expect((await look())?.lifecycleStage).toBe("deleted")
  const listed = await run("--view", "deleted", "--json")
  expect(JSON.parse(listed.stdout).experiments.map(({ name }: { name: string }) => name)).toContain("fresh name")
  expect((await run("restore", "fresh name")).code).toBe(0)
  expect((await look())?.lifecycleStage).toBe("active")
})

test("artifacts are listed and fetched", async () => {
  const cwd = await temporaryFolder()
  const store = ["--store", join(sample, "mlruns")]
  const listed = await leafwise(["artifacts", "list", lastWindow.runId, "-r", ...store], { cwd })
  const [path = ""] = linesOf(listed.stdout)[1]!.split("\t")
  expect((await leafwise(["artifacts", "get", lastWindow.runId, path, "-o", "one/file", ...store], { cwd })).code).toBe(
    0,
  )
  await access(join(cwd, "one/file"))
  expect((await leafwise(["artifacts", "get", lastWindow.runId, "-o", "all", ...store], { cwd })).code).toBe(0)
  await access(join(cwd, "all", path))
})

test("models are registered, promoted and found by version, stage and alias", async () => {
  const cwd = await copiedSample(["mlruns"])
  const artifacts = await (await openStore(join(cwd, "mlruns"))).artifacts(lastWindow.runId)
  const model = artifacts.find(({ name }) => /^model/.test(name))!.name
  const models = (...args: string[]) => leafwise(["models", ...args], { cwd })
  const registered = await models(
    "register",
    "flights",
    `runs:/${lastWindow.runId.slice(0, 10)}/${model}`,
    "by=test",
    "--description",
    "the first",
  )
  expect([registered.code, registered.stderr]).toEqual([0, expect.stringContaining("model flights: version 1")])
  expect((await models("stage", "flights", "1", "production")).code).toBe(0)
  expect((await models("alias", "flights", "1", "champion")).code).toBe(0)
  expect((await models("describe", "flights", "1", "good enough")).code).toBe(0)
  const shown = JSON.parse((await models("show", "flights", "--json")).stdout)
  expect(shown.versions).toMatchObject([
    { version: "1", stage: "Production", aliases: ["champion"], description: "good enough" },
  ])
  expect((await models("list")).stdout).toContain("flights\t1\t1\tProduction: 1\tchampion: 1")
  const inspected = (source: string) => leafwise(["predict", "-m", source, "-d", "nothing.csv"], { cwd })
  for (const source of [
    "models:/flights/1",
    "models:/flights/Production",
    "models:/flights/latest",
    "models:/flights@champion",
  ]) {
    expect((await inspected(source)).stderr).toMatch(/nothing.csv: no such file/)
  }
  expect((await inspected("models:/flight/1")).stderr).toMatch(/no registered model flight; is flights meant\?/)
  expect((await inspected("models:/flights/Staging")).stderr).toMatch(
    /no version or stage Staging; there is 1 \(Production\)/,
  )
  expect((await inspected("models:/flights@nobody")).stderr).toMatch(/no alias nobody; there is champion/)
  expect((await models("register", "flights", `runs:/${lastWindow.runId}/none`)).stderr).toMatch(
    /has no artifact none; there/,
  )
  expect((await models("alias", "flights", "1", "champion", "--delete")).code).toBe(0)
  expect((await inspected("models:/flights@champion")).stderr).toMatch(/there is nothing/)
})
