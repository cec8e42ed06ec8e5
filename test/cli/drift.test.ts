import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { driftSchema } from "../../src/results/drift.js"
import { copyFolder } from "../harness/copy-folder.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
copyFolder(join(sample, "mlruns"), join(folder, "mlruns"))
const rows = Array.from({ length: 400 }, (_, i) => i)
const csv = (move: number) => `a,b,y\n${rows.map((i) => `${i + move},${i % 7},${i > 200 ? 1 : 0}`).join("\n")}\n`
await writeFile(join(folder, "reference.csv"), csv(0))
await writeFile(join(folder, "current.csv"), csv(80))
const tables = ["drift", "--reference", "reference.csv", "--current", "current.csv"]
const drift = (...args: string[]) => leafwise([...tables, ...args], { cwd: folder })

test("a table of columns, the most moved first", async () => {
  const { stdout, stderr, code } = await drift()
  const [head, first, second] = linesOf(stdout).map((line) => line.split("\t"))
  expect(head!.slice(0, 6)).toEqual(["name", "role", "status", "psi", "ks", "p"])
  expect(first!.slice(0, 3)).toEqual(["a", "feature", "fail"])
  expect(Number(first![4])).toBeCloseTo(0.2, 6)
  expect(second![2]).toBe("pass")
  expect(stderr).toContain("reference.csv (400 rows) against current.csv (400 rows): fail - 1 fail, 0 warn, 2 pass")
  expect(code).toBe(0)
})

test("--fail-on ends with 3 after the result, thresholds are options", async () => {
  const failed = await drift("--fail-on", "fail", "--json")
  expect(failed.code).toBe(3)
  driftSchema.parse(JSON.parse(failed.stdout))
  expect(failed.stderr).toContain("drift: fail, --fail-on fail: a")
  const lenient = ["--psi-fail", "100", "--psi-warn", "50", "--ks-warn", "0.5"]
  expect((await drift(...lenient, "--fail-on", "warn")).code).toBe(0)
  expect((await drift("--psi-fail", "100", "--ks-fail", "1", "--fail-on", "warn")).code).toBe(3)
})

test("a model's predictions, metrics and SHAP ranks; the numbers go into a run", async () => {
  const model = `runs:/${lastWindow.runId}/model.txt`
  const data = (month: string) => join(sample, `data/test-2013-${month}.feather`)
  const asked = ["--store", "mlruns", "-m", model, "--target", "delayed"]
  const sides = ["--reference", data("10"), "--current", data("12")]
  const few = ["--samples", "50", "--shap-rows", "300", "--log-to", lastWindow.runId, "--json"]
  const { stdout, stderr, code } = await leafwise(["drift", ...sides, ...asked, ...few], { cwd: folder })
  expect([code, stderr]).toEqual([0, expect.stringContaining("metrics and drift.json logged")])
  const result = JSON.parse(stdout)
  driftSchema.parse(result)
  expect(result.metrics.map(({ name }: { name: string }) => name)).toContain("auc")
  expect(result.shap.rows).toEqual({ reference: 300, current: 300 })
  expect(result.shap.rankCorrelation).toBeGreaterThan(0.5)
  const store = await openStore(join(folder, "mlruns"))
  const { metrics } = await store.run(lastWindow.runId)
  expect(metrics.drift_psi_max).toBeCloseTo(Math.max(...result.columns.map(({ psi }: { psi: number }) => psi)), 12)
  const logged = JSON.parse(new TextDecoder().decode(await store.readArtifact(lastWindow.runId, "drift.json")))
  const [name, key] = Object.entries(logged.keys)[0] as [string, string]
  const column = result.columns.find((each: { column: string }) => each.column === name)
  expect(metrics[key]).toBe(column.psi)
})

test("a file or a column that is not there is said", async () => {
  const gone = await leafwise(["drift", "--reference", "reference.csv", "--current", "none.csv"], { cwd: folder })
  expect([gone.code, gone.stderr]).toEqual([1, "leafwise: none.csv: no such file\n"])
  const unknown = await drift("--prediction", "score")
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('no column "score"; it has a, b, y')])
  expect((await drift("--bins", "1")).code).toBe(2)
})
