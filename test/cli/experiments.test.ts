import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
const id = expect.stringMatching(/^\d{18}$/)
const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
const names = (stdout: string) =>
  linesOf(stdout)
    .slice(1)
    .map((line) => line.split("\t")[1])

test("experiments are listed with their runs and times, the last updated first", async () => {
  const { code, stdout, stderr } = await leafwise("experiments --store mlruns", { cwd: sample })
  expect([code, stderr]).toEqual([0, ""])
  expect(linesOf(stdout).map((line) => line.split("\t"))).toEqual([
    ["id", "name", "runs", "created", "updated"],
    [id, "nyc-flights/arrival-delay-variants", "4", time, time],
    [id, "nyc-flights/arrival-delay-walk-forward", "11", time, time],
    ["0", "Default", "0", time, time],
  ])
})

test("--sort orders by name, by runs, or by the last update", async () => {
  const sorted = async (key: string) => names((await leafwise(`experiments --sort ${key}`, { cwd: sample })).stdout)
  const [variants, walkForward] = ["nyc-flights/arrival-delay-variants", "nyc-flights/arrival-delay-walk-forward"]
  expect(await sorted("name")).toEqual(["Default", variants, walkForward])
  expect(await sorted("runs")).toEqual([walkForward, variants, "Default"])
  expect(await sorted("updated")).toEqual([variants, walkForward, "Default"])
})

test("--pattern keeps the names that match from end to end, across slashes", async () => {
  const matching = async (...pattern: string[]) =>
    names((await leafwise(["experiments", "--sort", "name", "--pattern", ...pattern], { cwd: sample })).stdout)
  expect(await matching("nyc-flights/*")).toHaveLength(2)
  expect(await matching("*walk?forward")).toEqual(["nyc-flights/arrival-delay-walk-forward"])
  expect(await matching("*/*-*-*")).toHaveLength(2)
  expect(await matching("Default")).toEqual(["Default"])
  expect(await matching("default")).toEqual([])
  expect(await matching("flights")).toEqual([])
  expect(await matching("D.fault")).toEqual([])
  expect(await matching("[A-Z]efault|(")).toEqual([])
})

test("--with-runs lists every run with its status and the number of its metrics", async () => {
  const { stdout } = await leafwise("experiments --with-runs --pattern *variants", { cwd: sample })
  const [head, ...rows] = linesOf(stdout).map((line) => line.split("\t"))
  expect(head).toEqual(["experiment", "run id", "run name", "status", "started", "metrics"])
  expect(rows.map(([experiment, , , status, , metrics]) => [experiment, status, metrics])).toEqual([
    ["nyc-flights/arrival-delay-variants", "FAILED", "0"],
    ...Array(3).fill(["nyc-flights/arrival-delay-variants", "FINISHED", "12"]),
  ])
})

test("--json has whole experiments, runs and problems", async () => {
  const { stdout } = await leafwise("experiments --json --with-runs --sort name", { cwd: sample })
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({ store: join(sample, "mlruns"), problems: [] })
  const [plain, variants, walkForward] = result.experiments
  expect(plain).toMatchObject({ experimentId: "0", name: "Default", runCount: 0, tags: {}, runs: [] })
  expect(variants).toMatchObject({ experimentId: id, lifecycleStage: "active", runCount: 4 })
  expect(walkForward.runs).toHaveLength(11)
  expect(walkForward.runs[0]).toMatchObject({
    ...{ runName: "window 10 test 2013-12", status: "FINISHED", params: { num_leaves: "31" } },
    metrics: { test_auc: lastWindow.metrics.test_auc },
  })
})

test("the store is --store, else MLFLOW_TRACKING_URI, else ./mlruns", async () => {
  const uri = { MLFLOW_TRACKING_URI: `file://${sample}/mlruns` }
  expect(names((await leafwise("experiments", { env: uri })).stdout)).toContain("Default")
  expect(names((await leafwise("experiments", { cwd: sample, env: { MLFLOW_TRACKING_URI: "" } })).stdout)).toHaveLength(
    3,
  )
  const over = await leafwise("experiments --store mlflow/file-2.9.2/mlruns", { env: uri })
  expect(names(over.stdout)).toContain("walk-forward")
  expect(names((await leafwise("experiments --store file:mlruns", { cwd: sample })).stdout)).toHaveLength(3)
})

test("a store that is not there, or of a kind that is not read, is one line and exit code 1", async () => {
  expect(await leafwise("experiments", { cwd: folder })).toMatchObject({
    code: 1,
    stderr: `leafwise: store ${folder}/mlruns: no such file or folder. Name one with --store, or set MLFLOW_TRACKING_URI\n`,
  })
  const refused: [string, string][] = [
    ["sqlite:///mlflow.db", "no such database"],
    ["postgresql+psycopg2://u@h/db", "mlflow server"],
    ["databricks://x", "Databricks"],
  ]
  for (const [uri, reason] of refused) {
    const { code, stderr } = await leafwise("experiments", { env: { MLFLOW_TRACKING_URI: uri } })
    expect([code, stderr]).toEqual([1, expect.stringContaining(reason)])
    expect(stderr.trim().split("\n").length).toBe(1)
  }
})

test("a file, or a folder that holds no store, is not an empty store", async () => {
  await mkdir(join(folder, "nothing"))
  for (const store of [`${sample}/README.md`, join(folder, "nothing"), join(sample, "data")]) {
    const { code, stdout, stderr } = await leafwise(["experiments", "--store", store])
    expect([code, stdout, linesOf(stderr).length], store).toEqual([1, "", 1])
  }
})

test("the folder above a store will do", async () => {
  const above = await leafwise(`experiments --store ${sample}`)
  expect(above).toEqual(await leafwise(`experiments --store ${sample}/mlruns`))
  expect(names(above.stdout)).toHaveLength(3)
})

test("what is damaged is named on standard error while the rest is listed", async () => {
  const store = "mlflow/corrupt/run_meta_bad_status/mlruns"
  const { code, stdout, stderr } = await leafwise(`experiments --with-runs --store ${store}`)
  expect(code).toBe(0)
  expect(linesOf(stdout)).toHaveLength(3)
  expect(stderr).toBe("111222333/795b929e9a9a40fdaa7b5bf55eb561a4/meta.yaml: status is 9, expected 1 to 5\n")
  expect((await leafwise(`experiments --quiet --store ${store}`)).stderr).toBe("")
  const problems = JSON.parse((await leafwise(`experiments --json --store ${store}`)).stdout).problems
  expect(problems).toEqual([{ path: expect.stringContaining("meta.yaml"), reason: "status is 9, expected 1 to 5" }])
})

// js-yaml's reasons quote the lines around.
test("a problem is one line", async () => {
  const { stderr } = await leafwise("experiments --store mlflow/corrupt/run_meta_garbage/mlruns")
  expect(linesOf(stderr)).toHaveLength(1)
})

// new Date("yesterday").toISOString() raises, in every format.
test("one run with a time that is none does not hide the others", async () => {
  await mkdir(join(folder, "store/7/r1"), { recursive: true })
  await writeFile(join(folder, "store/7/meta.yaml"), "experiment_id: '7'\nname: seven\nlifecycle_stage: active\n")
  await writeFile(join(folder, "store/7/r1/meta.yaml"), "run_id: r1\nstatus: 3\nstart_time: yesterday\n")
  expect(await leafwise("experiments --with-runs --store store", { cwd: folder })).toMatchObject({ code: 0 })
})
