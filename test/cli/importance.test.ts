import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { permutationImportanceSchema } from "../../src/results/permutation-importance.js"
import { goldenFolder, goldenJson } from "../stores/golden-store.js"
import { leafwise, linesOf, temporaryFolder } from "./run.js"

interface Result {
  readonly metric: string
  readonly features: readonly string[]
  readonly baseline: number
  readonly mean: readonly number[]
  readonly repeats: readonly (readonly number[])[]
  readonly standsOut: readonly boolean[]
  readonly noise: { readonly source: string }
  readonly groups?: Record<string, string[]>
  readonly train?: { readonly rows: number; readonly mean: readonly number[] }
  readonly gap?: readonly number[]
  readonly dropCandidates: { readonly threshold: number; readonly features: readonly string[] }
}

const binary = "permutation/lgb_binary_roc_auc"
const from = `-m ${binary}/model.txt -d ${binary}/features.arrow --target __target`

async function resultOf(args: string): Promise<Result> {
  const { code, stdout, stderr } = await leafwise(`importance ${args} --json`)
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""])
  return permutationImportanceSchema.parse(JSON.parse(stdout)) as Result
}

test("--json is the whole result under the published schema; the metric follows the objective", async () => {
  const { baseline_score } = await goldenJson<{ baseline_score: number }>(`${binary}/expected.json`)
  const result = await resultOf(`${from} --repeats 3 --seed 2`)
  expect([result.metric, result.features.length, result.repeats[0]!.length]).toEqual(["rocAuc", 28, 3])
  expect(result.baseline).toBeCloseTo(baseline_score, 12)
  expect(result.dropCandidates.threshold).toBe(0.001)
  expect(await resultOf(`${from} --repeats 3 --seed 2 --metric auc`)).toEqual(result)
  const regression = "permutation/xgb_regression_r2"
  const plain = await resultOf(`-m ${regression}/model.json -d ${regression}/features.arrow --target __target`)
  expect([plain.metric, plain.repeats[0]!.length]).toEqual(["rmse", 5])
  expect(plain.baseline).toBeLessThan(0)
})

test("rows come by importance; files get every repeat, a terminal the means", async () => {
  const { stdout, stderr } = await leafwise(`importance ${from} --repeats 2 --csv`)
  const [titles, ...rows] = linesOf(stdout).map((line) => line.split(","))
  expect(titles).toEqual(["rank", "feature", "importance", "sd", "stands out", "repeat 1", "repeat 2"])
  const means = rows.map((row) => Number(row[2]))
  expect(means).toEqual([...means].sort((a, b) => b - a))
  expect((Number(rows[0]![5]) + Number(rows[0]![6])) / 2).toBeCloseTo(means[0]!, 12)
  expect(stderr).toContain("500 rows - roc_auc 0.80478 - 2 repeats")
  expect(stderr).toMatch(/of 28 features stand out from the spread of the repeats; \d+ to retrain without, below 0.001/)
  const shown = await leafwise(`importance ${from} --repeats 2`, { tty: { stdout: true } })
  expect(linesOf(shown.stdout)[0]).toMatch(/rank +feature +importance +sd +stands out *$/)
  const { bytes } = await leafwise(`importance ${from} --repeats 2 --arrow`)
  const table = tableFromIPC(bytes)
  expect([table.numRows, table.schema.fields.length]).toEqual([28, 7])
})

test("--train puts the training rows beside, with the gap", async () => {
  const result = await resultOf(`${from} --train ${binary}/features.arrow --metric logloss`)
  expect(result.train!.mean).toEqual(result.mean)
  expect(result.gap).toEqual(new Array(28).fill(0))
  const { stdout } = await leafwise(`importance ${from} --train ${binary}/features.arrow --markdown --repeats 1`)
  expect(linesOf(stdout)[0]).toContain("| train | train sd | gap |")
})

test("groups come from a file or from the names' beginnings", async () => {
  const path = join(await temporaryFolder(), "groups.json")
  await writeFile(path, JSON.stringify({ first: ["Column_0", "Column_1"], second: ["Column_2"] }))
  const result = await resultOf(`${from} --groups ${path} --repeats 1`)
  expect(result.features.slice(0, 3)).toEqual(["first", "second", "Column_3"])
  const named = await resultOf(`${from} --group-by-prefix --repeats 1 --noise-feature Column_27`)
  expect(named.features).toEqual(["Column", "Column_27"])
  expect(named.noise.source).toBe("feature")
  await writeFile(path, '{ "first": "Column_0" }')
  const { code, stderr } = await leafwise(`importance ${from} --groups ${path}`)
  expect([code, stderr]).toEqual([1, expect.stringContaining('expected JSON such as {"prices": ["open", "close"]}')])
})

test("ranking models are scored by NDCG within their groups", async () => {
  const folder = join(await temporaryFolder(), "rank.csv")
  const { stdout } = await leafwise("predict -m lgb_lambdarank/model.txt -d lgb_lambdarank/features.arrow --csv")
  const scores = linesOf(stdout).slice(1)
  const table = await tableCsv("lgb_lambdarank/features.arrow", scores.length)
  await writeFile(folder, table)
  const result = await resultOf(`-m lgb_lambdarank/model.txt -d ${folder} --target relevance --group query`)
  expect(result.metric).toBe("ndcg")
  expect(result.baseline).toBeGreaterThan(0)
  const cut = await resultOf(
    `-m lgb_lambdarank/model.txt -d ${folder} --target relevance --group query --metric ndcg@3`,
  )
  expect(cut.baseline).not.toBe(result.baseline)
})

/** The golden's features with a relevance and a query of ten rows each. */
async function tableCsv(path: string, rows: number): Promise<string> {
  const { readFile } = await import("node:fs/promises")
  const table = tableFromIPC(await readFile(join(goldenFolder, path)))
  const names = table.schema.fields.map((field) => field.name)
  const lines = Array.from({ length: rows }, (_, row) => [
    ...names.map((name) => String(table.getChild(name)!.get(row) ?? "")),
    String((row * 7) % 4),
    String(Math.floor(row / 10)),
  ])
  return [[...names, "relevance", "query"], ...lines].map((line) => line.join(",")).join("\n")
}

test("wrong usage is one line that says what was expected", async () => {
  for (const [args, message, code] of [
    [`importance -m ${binary}/model.txt -d ${binary}/features.arrow`, /--target/, 2],
    [`importance ${from} --groups a.json --group-by-prefix`, /both given, expected one of them/, 2],
    [`importance ${from} --metric aux`, /Got metric "aux", expected/, 2],
    [`importance ${from} --block-by day`, /no column "day"/, 1],
    [`importance ${from} --repeats 0`, /whole number of at least 1/, 2],
    [`importance ${from} --groups missing.json`, /missing.json: no such file/, 1],
  ] as const) {
    const outcome = await leafwise(args)
    expect([args, outcome.code]).toEqual([args, code])
    expect(outcome.stderr).toMatch(message)
  }
})
