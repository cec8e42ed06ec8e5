import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { anomaliesSchema } from "../../src/results/anomalies.js"
import { copyFolder } from "../harness/copy-folder.js"
import { goldenFolder } from "../stores/golden-store.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
const rows = Array.from(
  { length: 20 },
  (_, i) => `2024-03-${String(i + 1).padStart(2, "0")},GOTO.JK,${i === 9 ? 0.93 : 0.2},${30 + i}`,
)
await writeFile(join(folder, "scores.csv"), `date,stock,score,ms\n${rows.join("\n")}\n`)
await writeFile(join(folder, "events.csv"), "event,stock,start,end\nsuspension,GOTO.JK,2024-03-15,2024-03-16\n")
copyFolder(join(goldenFolder, "requirements/004/mlruns"), join(folder, "mlruns"))
const anomalies = (...args: string[]) =>
  leafwise(["anomalies", "--scores", "scores.csv", "--events", "events.csv", ...args], { cwd: folder })

test("004: the backtest's metrics, cases and sample detections go into the run", async () => {
  const store = await openStore(join(folder, "mlruns"))
  const { runs } = await store.searchRuns({ filter: "attributes.run_name = 'ensemble_backtest'" })
  const { runId } = runs[0]!
  const asked = ["--latency", "ms", "--detections", "sample.csv", "--store", "mlruns", "--log-to", runId, "--json"]
  const { stdout, stderr, code } = await anomalies(...asked)
  expect([code, stderr]).toEqual([0, expect.stringContaining("1 of 1 events detected")])
  const result = JSON.parse(stdout)
  anomaliesSchema.parse(result)
  expect(result.metrics).toMatchObject({ detection_rate: 1, avg_early_warning_days: 5, detection_latency_ms: 39.5 })
  expect(await readFile(join(folder, "sample.csv"), "utf8")).toBe(
    "date,stock,score,event,days_before\n2024-03-10,GOTO.JK,0.93,suspension,5\n",
  )
  const logged = await (await openStore(join(folder, "mlruns"))).run(runId)
  expect(logged.metrics).toMatchObject({ detection_rate: 1, avg_early_warning_days: 5, backtest_accuracy: 9 / 20 })
  const names = (await store.artifacts(runId)).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(["anomaly_report.json", "anomaly_report.md", "sample_detections.csv"]))
})

test("004: a latency is read from a run, in milliseconds", async () => {
  const store = await openStore(join(folder, "mlruns"))
  const { runs } = await store.searchRuns({ filter: "attributes.run_name = 'volatility_detector'" })
  const { stdout } = await anomalies("--latency-run", runs[0]!.runId, "--store", "mlruns", "--json")
  expect(JSON.parse(stdout).latency).toMatchObject({ mean: 35, source: expect.stringContaining("volatility_detector") })
})

test("--markdown is the report, the table has a row an event", async () => {
  const { stdout } = await anomalies("--markdown", "--window-before", "2w")
  expect(stdout).toContain("| `detection_rate` | 1 | share of the events")
  expect(stdout).toContain("### suspension, GOTO.JK: 5 days early")
  const [head, row] = linesOf((await anomalies()).stdout).map((line) => line.split("\t"))
  expect(head!.slice(0, 7)).toEqual([
    "event",
    "entity",
    "start",
    "end",
    "detected",
    "first alarm",
    "early warning days",
  ])
  expect(row!.slice(0, 7)).toEqual(["suspension", "GOTO.JK", "2024-03-15", "2024-03-16", "true", "2024-03-10", "5"])
})

test("a model scores the rows, and its latency is measured", async () => {
  const data = join(sample, "data/test-2013-12.feather")
  await writeFile(join(folder, "storms.csv"), "name,date\nstorm,2013-12-10\n")
  const model = ["-m", `runs:/${lastWindow.runId}/model.txt`, "--store", join(sample, "mlruns")]
  const asked = ["anomalies", "--scores", data, "--events", "storms.csv", ...model, "--threshold", "0.5", "--json"]
  const { stdout, code } = await leafwise(asked, { cwd: folder })
  expect(code).toBe(0)
  const { latency, metrics } = JSON.parse(stdout)
  expect(latency.source).toContain("measured on 100 rows")
  expect(metrics.detection_latency_ms).toBeGreaterThan(0)
})

test("wrong usage", async () => {
  expect((await anomalies("--window-before", "soon")).code).toBe(2)
  expect((await anomalies("--latency", "ms", "--latency-run", "x")).code).toBe(2)
  const wrong = await anomalies("--score", "stock")
  expect([wrong.code, wrong.stderr]).toEqual([1, 'leafwise: scores.csv: score "stock" holds text, expected numbers\n'])
})
