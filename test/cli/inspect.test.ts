import { copyFile, cp, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type Inventory, inventorySchema } from "../../src/results/inventory.js"
import { goldenFolder } from "../stores/golden-store.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()

test("a model and its table are named, described and checked against each other", async () => {
  const { items, pairs } = await inventory("lgb_regression/model.txt lgb_regression/features.arrow")
  expect(items).toEqual([
    {
      ...{ path: "lgb_regression/model.txt", kind: "model", roles: {}, notes: [] },
      summary: expect.stringMatching(/^LightGBM v4 gbdt, regression, \d+ trees, \d+ leaves, 10 features$/),
    },
    {
      ...{ path: "lgb_regression/features.arrow", kind: "table", roles: {}, notes: [] },
      summary: "80 rows, 10 columns (10 number)",
    },
  ])
  expect(pairs).toHaveLength(1)
  expect(pairs[0]).toMatchObject({ model: "lgb_regression/model.txt", data: "lgb_regression/features.arrow" })
  expect(pairs[0]!.checks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    ...["columns: pass", "missing: pass", "additivity: pass"],
  ])
})

test("a pair that does not go together is a failed check, not an error", async () => {
  const { pairs } = await inventory("lgb_regression/model.txt lgb_multiclass/features.arrow")
  expect(pairs[0]!.checks).toEqual([
    { name: "columns", status: "fail", message: expect.stringContaining("10 of the 10 columns") },
  ])
})

test("every model meets every table", async () => {
  const { pairs } = await inventory("lgb_regression lgb_binary")
  expect(pairs.map(({ model, data }) => [model, data])).toEqual([
    ["lgb_regression/model.txt", "lgb_regression/background.arrow"],
    ["lgb_regression/model.txt", "lgb_regression/features.arrow"],
    ["lgb_regression/model.txt", "lgb_binary/background.arrow"],
    ["lgb_regression/model.txt", "lgb_binary/features.arrow"],
    ["lgb_binary/model.txt", "lgb_regression/background.arrow"],
    ["lgb_binary/model.txt", "lgb_regression/features.arrow"],
    ["lgb_binary/model.txt", "lgb_binary/background.arrow"],
    ["lgb_binary/model.txt", "lgb_binary/features.arrow"],
  ])
})

test("the sample's model and rows: the stored prediction is ours, and the target is found", async () => {
  const model = `mlruns/${lastWindow.experimentId}/${lastWindow.runId}/artifacts/model.txt`
  const { items, pairs } = await inventory(`${model} data/test-2013-12.feather`, sample)
  expect(items[1]!.roles).toEqual({ prediction: "prediction", date: "date", id: "flight_id", target: "delayed" })
  const checks = Object.fromEntries(pairs[0]!.checks.map((check) => [check.name, check]))
  expect(checks.prediction).toMatchObject({ status: "pass", message: expect.stringContaining("(probability, row") })
  expect(checks.missing!.message).toMatch(/features have missing values: wind_gust \d\d\.\d %/)
  expect(Object.values(checks).map(({ status }) => status)).not.toContain("fail")
})

test("a store is described with its experiments and runs", async () => {
  const { items } = await inventory("mlruns", sample)
  expect(items).toEqual([
    {
      ...{ path: join(sample, "mlruns"), kind: "store", roles: {}, notes: [] },
      summary: "MLflow file store, 3 experiments, 15 runs",
    },
  ])
})

test("what cannot be read is said with its reason, and the rest goes on", async () => {
  const files = ["lgb_trunc_midtree.txt", "png.arrow", "empty.csv", "evil_print.pkl", "trunc_0.3.parquet"]
  const { items } = await inventory([...files.map((name) => `corrupt/${name}`), "lgb_binary/model.txt"].join(" "))
  expect(items.map(({ kind }) => kind)).toEqual([...files.map(() => "unknown"), "model"])
  for (const [i, name] of files.entries()) expect(items[i]!.summary).toContain(name)
  expect(items[0]!.summary).toBe(
    "lightgbm lgb_trunc_midtree.txt: got 6 trees, expected 12 as tree_sizes lists: the file was cut or edited",
  )
})

test("in a folder, files that are neither models nor tables are passed over", async () => {
  await mkdir(join(folder, "mixed/deep"), { recursive: true })
  await copyFile(join(goldenFolder, "lgb_binary/model.txt"), join(folder, "mixed/deep/m.txt"))
  await copyFile(join(goldenFolder, "lgb_binary/expected.json"), join(folder, "mixed/expected.json"))
  await copyFile(join(sample, "README.md"), join(folder, "mixed/notes.txt"))
  const { items } = await inventory("mixed", folder)
  expect(items.map(({ path, kind }) => [path, kind])).toEqual([["mixed/deep/m.txt", "model"]])
})

test("a path that does not exist is one line and exit code 1", async () => {
  expect(await leafwise("inspect lgb_binary/model.txt no/such/file")).toMatchObject({
    ...{ code: 1, stdout: "", stderr: "leafwise: no/such/file: no such file or folder\n" },
  })
})

test("the sheet has a row for each thing and each check", async () => {
  const { stdout } = await leafwise("inspect lgb_regression/model.txt lgb_regression/features.arrow")
  const rows = linesOf(stdout).map((line) => line.split("\t").slice(0, 2))
  expect(rows).toEqual([
    ["path", "kind"],
    ["lgb_regression/model.txt", "model"],
    ["lgb_regression/features.arrow", "table"],
    ...["columns", "missing", "additivity"].map((name) => [
      "lgb_regression/model.txt x lgb_regression/features.arrow",
      `pass: ${name}`,
    ]),
  ])
})

// The listed run cannot be asked for its artifacts; see test/stores/damaged.test.ts.
test("a store with a renamed run folder is still described", async () => {
  await cp(join(goldenFolder, "mlflow/corrupt/run_dir_renamed"), join(folder, "renamed"), { recursive: true })
  const { items } = await inventory("renamed", folder)
  expect(items[0]!.summary).toMatch(/^MLflow file store, 2 experiments/)
})

async function inventory(paths: string, cwd = goldenFolder): Promise<Inventory> {
  const { code, stdout } = await leafwise(`inspect ${paths} --json`, { cwd })
  expect(code).toBe(0)
  return inventorySchema.parse(JSON.parse(stdout))
}
