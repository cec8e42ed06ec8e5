import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { lastWindow, leafwise, linesOf, sample } from "./run.js"
import { copiedStore } from "./stores-store.js"

const walkForward = "nyc-flights/arrival-delay-walk-forward"
const cells = (stdout: string) => linesOf(stdout).map((line) => line.split("\t"))
const list = async (...args: string[]) => leafwise(["runs", "list", ...args], { cwd: sample })

test("runs are found by MLflow's filter, in its order", async () => {
  const found = await list(
    "-x",
    walkForward,
    "--filter",
    "tags.window != '10' AND metrics.test_auc > 0.6",
    "--order-by",
    "metrics.test_auc DESC",
    "--limit",
    "3",
    "--json",
  )
  expect(found.stderr).toBe("")
  const { runs } = JSON.parse(found.stdout)
  const aucs = runs.map((run: { metrics: { test_auc: number } }) => run.metrics.test_auc)
  expect(aucs).toHaveLength(3)
  expect(aucs).toEqual([...aucs].sort((a, b) => b - a))
})

test("--where asks for what MLflow's filters cannot", async () => {
  const ids = async (where: string) =>
    cells((await list("--where", where)).stdout)
      .slice(1)
      .map(([id]) => id)
  expect(await ids("tags.window = '10' OR tags.window = 'none'")).toEqual([lastWindow.runId])
  expect(await ids("metrics.test_auc > 0 AND NOT status = 'FINISHED'")).toEqual([])
  expect((await ids("max(metrics.test_auc) > 0.7")).length).toBeGreaterThan(0)
})

test("--csv has the columns of mlflow.search_runs, --arrow too", async () => {
  const csv = await list("-x", walkForward, "--csv")
  const [head = "", first = ""] = linesOf(csv.stdout)
  const columns = head.split(",")
  expect(columns.slice(0, 6)).toEqual(["run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time"])
  const kinds = columns.slice(6).map((column) => column.split(".")[0])
  expect(kinds).toEqual(
    [...kinds].sort((a, b) => ["params", "metrics", "tags"].indexOf(a!) - ["params", "metrics", "tags"].indexOf(b!)),
  )
  expect(first.split(",")[4]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/)
  const arrow = tableFromIPC((await list("-x", walkForward, "--arrow")).bytes)
  expect(arrow.schema.fields.map(({ name }) => name)).toEqual(columns)
  expect(arrow.numRows).toBe(11)
})

test("--column chooses what is shown", async () => {
  const { stdout } = await list(
    "--filter",
    "tags.window = '10'",
    "--column",
    "metrics.test_auc",
    "--column",
    "params.max_depth",
  )
  expect(cells(stdout)).toEqual([
    ["run_id", "metrics.test_auc", "params.max_depth"],
    [lastWindow.runId, String(lastWindow.metrics.test_auc), lastWindow.params.max_depth ?? ""],
  ])
})

test("what is wrong with a filter, an experiment or a run is said", async () => {
  const said = async (...args: string[]) => (await leafwise(["runs", ...args], { cwd: sample })).stderr
  expect(await said("list", "--filter", "metrics.test_auc > high")).toMatch(
    /got "high" at character 20 .* expected a number/,
  )
  expect(await said("list", "--where", "metrics.test_auc >")).toMatch(/where: got nothing at character 19/)
  expect(await said("list", "-x", "nyc-flights/arrival-delay-variant")).toMatch(
    /is nyc-flights\/arrival-delay-variants meant\?/,
  )
  expect(await said("show", "nothing")).toMatch(/no run nothing; leafwise runs list has the ids/)
  expect(await said("show", "")).toMatch(/runs begin so, expected one/)
  expect(await said("compare")).toMatch(/got no runs: name some/)
  expect(await said("compare", lastWindow.runId)).toMatch(/got 1 run to compare, expected at least 2/)
  expect(await said("history", lastWindow.runId, "test_au")).toMatch(/has no metric test_au; is test_auc meant\?/)
})

test("a run is shown by the beginning of its id", async () => {
  const { stdout } = await leafwise(`runs show ${lastWindow.runId.slice(0, 6)} --json`, { cwd: sample })
  expect(JSON.parse(stdout)).toMatchObject({ runId: lastWindow.runId, params: lastWindow.params })
})

test("histories have step, timestamp and value, of several runs too", async () => {
  const one = await leafwise(`runs history ${lastWindow.runId} test_auc --csv`, { cwd: sample })
  const [head, ...rows] = linesOf(one.stdout)
  expect(head).toBe("run_id,key,step,timestamp,value")
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatch(new RegExp(`^${lastWindow.runId},test_auc,\\d+,\\d{13},${lastWindow.metrics.test_auc}$`))
  const many = await leafwise(["runs", "history", "-x", walkForward, "--key", "test_auc"], { cwd: sample })
  expect(
    new Set(
      cells(many.stdout)
        .slice(1)
        .map(([id]) => id),
    ).size,
  ).toBe(10)
})

test("runs stand side by side, the baseline first, with differences", async () => {
  const args = [
    "-x",
    walkForward,
    "--filter",
    "tags.window != '1'",
    "--limit",
    "3",
    "--diff-only",
    "--baseline",
    lastWindow.runId,
  ]
  const { stdout } = await leafwise(["runs", "compare", ...args, "--json"], { cwd: sample })
  const { runs, fields, baseline } = JSON.parse(stdout)
  expect(baseline).toBe(lastWindow.runId)
  expect(runs[0].runId).toBe(lastWindow.runId)
  const auc = fields.find(({ kind, key }: { kind: string; key: string }) => kind === "metric" && key === "test_auc")
  expect(auc.differences[1]).toBeCloseTo(auc.values[1] - auc.values[0], 15)
  expect(fields.every(({ differs }: { differs: boolean }) => differs)).toBe(true)
})

test("folds become one line, weighed by their rows", async () => {
  const args = [
    "-x",
    walkForward,
    "--filter",
    "tags.window LIKE '%'",
    "--weight",
    "metrics.n_test",
    "--metric",
    "test_auc",
    "--by",
    "status",
  ]
  const { stdout } = await leafwise(["runs", "aggregate", ...args, "--json"], { cwd: sample })
  const [group] = JSON.parse(stdout).groups
  const { runs } = JSON.parse((await list("-x", walkForward, "--filter", "tags.window LIKE '%'", "--json")).stdout)
  const pairs = runs.map(({ metrics }: { metrics: Record<string, number> }) => [metrics.test_auc, metrics.n_test])
  const total = pairs.reduce((sum: number, [, n]: number[]) => sum + n!, 0)
  const weighted = pairs.reduce((sum: number, [auc, n]: number[]) => sum + auc! * n!, 0) / total
  expect(group).toMatchObject({ values: ["FINISHED"], runs: 10 })
  expect(group.metrics[0]).toMatchObject({ metric: "test_auc", count: 10, weightedMean: expect.closeTo(weighted, 12) })
})

test("tags are set and deleted, runs deleted, restored and removed for good", async () => {
  const cwd = await copiedStore()
  const [run] = (await (await openStore(`${cwd}/mlruns`)).searchRuns()).runs
  const id = run!.runId
  const fresh = async () => (await openStore(`${cwd}/mlruns`)).run(id)
  const done = async (...args: string[]) => {
    const { code, stderr } = await leafwise(["runs", ...args], { cwd })
    expect([code, stderr]).toEqual([0, expect.stringContaining(id)])
  }
  await done("tag", id, "stage=final", "note=a=b")
  expect((await fresh()).tags).toMatchObject({ stage: "final", note: "a=b" })
  await done("tag", id, "--delete", "note")
  expect((await fresh()).tags.note).toBeUndefined()
  await done("delete", id.slice(0, 12))
  expect((await fresh()).lifecycleStage).toBe("deleted")
  await done("restore", id)
  expect((await fresh()).lifecycleStage).toBe("active")
  await done("delete", id)
  const young = await leafwise(["runs", "gc", "--older-than", "1d", "--yes", "--json"], { cwd })
  expect(young.stdout).not.toContain(id)
  expect((await fresh()).lifecycleStage).toBe("deleted")
  const dry = await leafwise(["runs", "gc", "--older-than", "0d", "--dry-run"], { cwd })
  expect(dry.stdout).toContain(id)
  expect((await fresh()).lifecycleStage).toBe("deleted")
  const asked = await leafwise(["runs", "gc", "--older-than", "0d"], { cwd })
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("nobody can be asked here: give --yes")])
  expect((await fresh()).lifecycleStage).toBe("deleted")
  expect((await leafwise(["runs", "gc", "--older-than", "0d", "--yes"], { cwd })).code).toBe(0)
  await expect(fresh()).rejects.toThrow(id)
})
