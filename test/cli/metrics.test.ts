import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { metrics } from "../../src/kernels/metrics.js"
import { type Evaluation, evaluationSchema } from "../../src/results/evaluation.js"
import { random } from "../naive/random.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
const next = random(8)
const rows = Array.from({ length: 200 }, (_, i) => {
  const y = Number(next() < 0.4)
  return { y, p: Math.round(1000 * (0.3 * y + 0.7 * next())) / 1000, g: i % 20, date: `2024-0${1 + (i % 6)}-01` }
})
const text = ["y,p,g,date", ...rows.map(({ y, p, g, date }) => `${y},${p},${g},${date}`), ",0.5,1,2024-01-01"]
await writeFile(join(folder, "scores.csv"), text.join("\n"))
const here = { cwd: folder }
const auc = metrics.rocAuc(
  rows.map(({ y }) => y),
  rows.map(({ p }) => p),
)

test("--json is a whole evaluation under the published schema", async () => {
  const { code, stdout, stderr } = await leafwise(
    "metrics -d scores.csv --target y --score p --samples 50 --json",
    here,
  )
  const result = evaluationSchema.parse(JSON.parse(stdout)) as Evaluation
  expect(code).toBe(0)
  expect(result).toMatchObject({ kind: "binary", rows: { total: 201, used: 200 }, rule: "score >= threshold" })
  expect(result.metrics[0]).toMatchObject({ name: "auc", method: "DeLong" })
  expect(result.metrics[0]!.value).toBeCloseTo(auc, 14)
  expect(stderr).toMatch(/binary target y \(positive: 1\), 200 rows \(dropped: 1 target is missing\)/)
})

test("a line a metric in every form; groups and dates add theirs", async () => {
  const grouped = "metrics -d scores.csv --target y --score p --group g --date date --at 3 --samples 20"
  const { stdout } = await leafwise(`${grouped} --csv -q`, here)
  const [header, first, ...rest] = linesOf(stdout)
  expect(header).toBe("metric,value,low,high,interval,resamples,random,constant,shuffled,standing,rows,unit,remark")
  expect(first!.split(",")[0]).toBe("auc")
  expect(rest.map((line) => line.split(",")[0])).toContain("ndcg@3")
  const brier = rest.find((line) => line.startsWith("brier,"))!.split(",")
  expect(brier.slice(4, 6)).toEqual(["bootstrap", "20"])
  const { bytes } = await leafwise(`${grouped} --arrow -q`, here)
  expect(tableFromIPC(bytes).numRows).toBe(rest.length + 1)
  const shown = await leafwise(`${grouped} -q`, { ...here, tty: { stdout: true } })
  expect(linesOf(shown.stdout)[0]).toMatch(/^metric +value/)
})

test("a strict threshold, costs and levels of one's own", async () => {
  const words = "metrics -d scores.csv --target y --score p --thresholds 0.4 --strict-threshold --cost-fn 5 --cost-fp 2"
  const { stdout } = await leafwise(`${words} --interpretation auc=0.5/0.98/0.99 --samples 20 --json`, here)
  const result = JSON.parse(stdout) as Evaluation
  expect(result.rule).toBe("score > threshold")
  expect(result.cost).toMatchObject({ falseNegative: 5, falsePositive: 2 })
  expect(result.metrics.find(({ name }) => name === "recall@0.4")).toBeDefined()
  expect(result.metrics[0]!.standing).toBe("weak")
  await writeFile(join(folder, "levels.yaml"), "auc: [0.5, 0.51, 0.52]\nks: {random: 0, good: 0.1, excellent: 0.9}\n")
  const filed = await leafwise(
    `metrics -d scores.csv --target y --score p --interpretation levels.yaml --samples 20 --json`,
    here,
  )
  expect((JSON.parse(filed.stdout) as Evaluation).metrics[0]!.standing).toBe("excellent")
})

test("a model's prediction is the score: the sample's last window has the AUC that was logged", async () => {
  const model = `-m runs:/${lastWindow.runId}/model.txt -d data/test-2013-12.feather --target delayed`
  const inSample = { cwd: sample, env: { MLFLOW_TRACKING_URI: "mlruns" } }
  const { code, stdout, stderr } = await leafwise(`metrics ${model} --samples 5 --json --threads 1`, inSample)
  expect([code, code ? stderr : ""]).toEqual([0, ""])
  const result = JSON.parse(stdout) as Evaluation
  expect(result.metrics[0]!.value).toBeCloseTo(lastWindow.metrics.test_auc!, 9)
  expect(result.metrics.find(({ name }) => name === "logLoss")!.value).toBeCloseTo(lastWindow.metrics.test_logloss!, 9)
})

test("what is mistyped is one line and exit code 2 or 1", async () => {
  const without = await leafwise("metrics -d scores.csv --target y", here)
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("either --score")])
  const column = await leafwise("metrics -d scores.csv --target z --score p", here)
  expect([column.code, linesOf(column.stderr)]).toEqual([1, [expect.stringContaining('no column "z"')]])
  const levels = await leafwise("metrics -d scores.csv --target y --score p --interpretation auc=1", here)
  expect([levels.code, levels.stderr]).toEqual([1, expect.stringContaining("interpretation of auc")])
  const at = await leafwise("metrics -d scores.csv --target y --score p --at 0", here)
  expect(at.code).toBe(2)
})
