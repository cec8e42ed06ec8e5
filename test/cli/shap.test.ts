import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { readTable } from "../../src/node.js"
import { type Ranking, rankingSchema } from "../../src/results/ranking.js"
import { goldenJson, type JsonNumber } from "../stores/golden-store.js"
import { lastWindow, leafwise, sample, temporaryFolder } from "./run.js"

interface Expected {
  readonly margin: JsonNumber[][]
  readonly shap: JsonNumber[][][]
  readonly expected_value: JsonNumber[]
}

const folder = await temporaryFolder()
const binary = "-m lgb_binary/model.txt -d lgb_binary/features.arrow"
const multiclass = "-m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow"
const flights = `-m runs:/${lastWindow.runId}/model.txt -d data/test-2013-12.feather`
const inSample = { cwd: sample, env: { MLFLOW_TRACKING_URI: "mlruns" } }

test("--json is a whole ranking under the published schema", async () => {
  const ranking = await rankingOf(binary)
  expect(ranking).toMatchObject({
    ...{ model: "model.txt", data: "features.arrow", rows: 100, sampled: false, score: null },
    matching: { byPosition: false, extra: [], unseen: [], notes: [] },
  })
  expect(ranking.features).toHaveLength(28)
  expect(ranking.additivityError.relative).toBeLessThan(1e-9)
  const sizes = ranking.features.map(({ meanAbsShap }) => meanAbsShap)
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
})

test("means and base value are those of LightGBM's own SHAP values", async () => {
  const expected = await goldenJson<Expected>("lgb_binary/expected.json")
  const { features, baseValues } = await rankingOf(binary)
  expect(baseValues[0]).toBeCloseTo(Number(expected.expected_value[0]), 12)
  for (const { feature, meanAbsShap, meanShap } of features) {
    const values = expected.shap.map((row) => Number(row[0]![Number(feature.slice("Column_".length))]))
    expect(meanAbsShap).toBeCloseTo(mean(values.map(Math.abs)), 12)
    expect(meanShap).toBeCloseTo(mean(values), 12)
  }
})

test("--top keeps the first features", async () => {
  const all = await rankingOf(binary)
  const top = await rankingOf(`${binary} --top 3`)
  expect(top.features).toEqual(all.features.slice(0, 3))
  expect((await rankingOf(`${binary} --top 99`)).features).toEqual(all.features)
})

test("the summary on standard error names model, data, rows, base value and proof", async () => {
  const { stderr } = await leafwise(`shap ${binary} --top 1`)
  expect(stderr).toMatch(
    /^model\.txt on features\.arrow: 100 rows - base value 0\.178744 \(margin\) - additivity error \d\.\de-1\d\n$/,
  )
})

test("--target scores the rows: the AUC of the sample's last window is the one that was logged", async () => {
  const { code, stdout, stderr } = await leafwise(`shap ${flights} --target delayed --json`, inSample)
  expect(code).toBe(0)
  const ranking = rankingSchema.parse(JSON.parse(stdout))
  expect(ranking.score).toMatchObject({
    target: "delayed",
    metric: "rocAuc",
    rows: lastWindow.metrics.n_test,
    dropped: 0,
  })
  expect(ranking.score!.value).toBeCloseTo(lastWindow.metrics.test_auc!, 12)
  expect(ranking.additivityError.relative).toBeLessThan(1e-9)
  expect(stderr).toContain("AUC of delayed 0.7081 (27,020 rows)")
  expect(ranking.matching.extra.sort()).toEqual(["date", "delayed", "flight_id", "prediction"])
  expect(ranking.features[0]).toMatchObject({ feature: "sched_hour", direction: "POSITIVE" })
  expect(ranking.features.find(({ feature }) => feature === "carrier")).toMatchObject({
    ...{ direction: "MIXED", correlation: null },
  })
})

test("--test-start explains the rows from a date on, by the only column of dates or by --date", async () => {
  const args = `${flights} --top 1 --json --train-start 2013-12-08 --test-start 2013-12-28`
  const guessed = await leafwise(`shap ${args}`, inSample)
  const named = await leafwise(`shap ${args} --date date`, inSample)
  expect(named).toEqual(guessed)
  const { rows } = rankingSchema.parse(JSON.parse(guessed.stdout))
  const [, train, explained, dropped] = /date: ([\d,]+) rows .*side, ([\d,]+) rows explained, ([\d,]+) left/
    .exec(guessed.stderr)!
    .map((text) => Number(text.replaceAll(",", "")))
  const days = await datesOf("data/test-2013-12.feather")
  const count = (from: string, to: string) =>
    days.filter((day) => day >= Date.parse(from) && day < Date.parse(to)).length
  expect(rows).toBe(count("2013-12-28", "2014-01-01"))
  expect(explained).toBe(rows)
  expect(train).toBe(count("2013-12-08", "2013-12-28"))
  expect(dropped).toBe(count("2013-12-01", "2013-12-08"))
})

test("--values writes a column a feature, which with the base value add up to the margin", async () => {
  const path = join(folder, "values.arrow")
  expect((await leafwise(`shap ${binary} --values ${path}`)).code).toBe(0)
  const table = await readTable(path)
  expect(table.columns.map(({ name }) => name)).toEqual(Array.from({ length: 28 }, (_, j) => `Column_${j}`))
  const metadata = Object.fromEntries(tableFromIPC(await readFile(path)).schema.metadata)
  const base: number[] = JSON.parse(metadata["leafwise.base_values"]!)
  expect([base.length, metadata["leafwise.space"]]).toEqual([1, "raw"])
  const { margin } = await goldenJson<Expected>("lgb_binary/expected.json")
  const columns = table.columns.map((column) => (column.type === "category" ? new Float64Array() : column.values))
  for (const [row, [expected]] of margin.entries()) {
    const sum = columns.reduce((total, values) => total + values[row]!, base[0]!)
    expect(sum).toBeCloseTo(Number(expected), 9)
  }
})

test("with several outputs --values names each column by its output, and has a base value for each", async () => {
  const path = join(folder, "several.arrow")
  const expected = await goldenJson<Expected>("lgb_multiclass/expected.json")
  expect((await leafwise(`shap ${multiclass} --values ${path} --output 2`)).code).toBe(0)
  const { columns } = await readTable(path)
  const features = expected.shap[0]![0]!.map((_, j) => j)
  expect(columns.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4].flatMap((k) => features.map((j) => `${k}:m${j}`)))
  const metadata = tableFromIPC(await readFile(path)).schema.metadata
  const base: number[] = JSON.parse(metadata.get("leafwise.base_values")!)
  for (const [k, value] of expected.expected_value.entries()) expect(base[k]).toBeCloseTo(Number(value), 9)
  const third = columns.find(({ name }) => name === "3:m1") as { values: Float64Array } | undefined
  for (const [i, row] of expected.shap.entries()) expect(third?.values[i]).toBeCloseTo(Number(row[3]![1]), 9)
})

test("--output ranks one of several outputs; without it the numbers are means over all", async () => {
  const { shap } = await goldenJson<Expected>("lgb_multiclass/expected.json")
  const size = (k: number, j: number) => mean(shap.map((row) => Math.abs(Number(row[k]![j]))))
  const all = await rankingOf(multiclass)
  const third = await rankingOf(`${multiclass} --output 3`)
  expect(all.baseValues).toHaveLength(5)
  for (const { feature, meanAbsShap } of all.features) {
    const j = Number(feature.slice(1))
    expect(meanAbsShap).toBeCloseTo(mean([0, 1, 2, 3, 4].map((k) => size(k, j))), 12)
    expect(third.features.find((each) => each.feature === feature)!.meanAbsShap).toBeCloseTo(size(3, j), 12)
  }
})

test("--sample explains so many rows, the same ones for the same seed", async () => {
  const first = await rankingOf(`${binary} --sample 40`)
  expect(first).toMatchObject({ rows: 40, sampled: true })
  expect(await rankingOf(`${binary} --sample 40 --seed 0`)).toEqual(first)
  expect((await rankingOf(`${binary} --sample 40 --seed 1`)).features).not.toEqual(first.features)
  expect(await rankingOf(`${binary} --sample 100`)).toMatchObject({ rows: 100, sampled: false })
  expect((await leafwise(`shap ${binary} --sample 40`)).stderr).toContain("40 rows (sampled)")
})

test("a model of a run is found in --store, too", async () => {
  const args = `shap ${flights} --top 1 --sample 50 --json --store ${sample}/mlruns`
  expect(await leafwise(args, { cwd: sample })).toMatchObject({ code: 0 })
})

async function rankingOf(args: string): Promise<Ranking> {
  const { code, stdout } = await leafwise(`shap ${args} --json`)
  expect(code).toBe(0)
  return rankingSchema.parse(JSON.parse(stdout))
}

async function datesOf(path: string): Promise<number[]> {
  const column = (await readTable(join(sample, path))).columns.find(({ name }) => name === "date")
  return column && column.type !== "category" ? Array.from(column.values) : []
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
