import { existsSync } from "node:fs"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type ShapAnalysis, shapAnalysisSchema } from "../../src/results/shap-analysis.js"
import { leafwise, linesOf, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
const cwd = join(import.meta.dirname, "../../playground/samples/stocks")
const stocks = "analyze-shap --cache-file months-2023.parquet --model model.ubj"
const dated = `${stocks} --date-col date --test-start 2023-07-01`

async function analysed(args: string): Promise<ShapAnalysis> {
  const { code, stdout, stderr } = await leafwise(`${args} --json`, { cwd })
  expect(code, stderr).toBe(0)
  const analysis = JSON.parse(stdout) as ShapAnalysis
  expect(shapAnalysisSchema.parse(analysis)).toEqual(analysis)
  return analysis
}

test("without a model: exit 2 and the cure", async () => {
  const { code, stderr, stdout } = await leafwise("analyze-shap --cache-file months-2023.parquet --transform perc", {
    cwd,
  })
  expect(code).toBe(2)
  expect(stdout).toBe("")
  expect(stderr).toContain("add --model FILE, runs:/ID/PATH, models:/NAME/VERSION or models:/NAME@ALIAS")
})

// The numbers are pandas', scikit-learn's, scipy's, xgboost's get_score, and shap's TreeExplainer with all train rows.
test("train rows are the background, later rows are explained, ranked and scored", async () => {
  const { rows, background, score, features, dates } = await analysed(`${dated} --target-col target`)
  expect(rows).toEqual({ total: 1440, train: 720, explained: 720, dropped: 0, sampled: false })
  expect(background).toEqual({ kind: "train rows", rows: 720 })
  expect(dates).toEqual({ column: "date", trainStart: null, testStart: "2023-07-01" })
  expect(score).toMatchObject({ side: "test", positive: "at or above the 75th percentile within date" })
  expect(score!.test.auc).toBeCloseTo(0.5781172839506173, 10)
  expect(score!.test.spearman).toBeCloseTo(0.1518041444267189, 6)
  expect(score!.train!.auc).toBeCloseTo(0.5690329218106995, 10)
  expect(score!.gap).toBeCloseTo(0.5690329218106995 - 0.5781172839506173, 10)
  const find = (name: string) => features.find(({ feature }) => feature === name)!
  expect(find("revision_3m").meanAbsShap).toBeCloseTo(0.006297708, 8)
  expect(find("value").meanShap).toBeCloseTo(-0.000267124, 8)
  expect(find("value").gain).toBeCloseTo(4.779054641723633, 4)
  expect(find("value").split).toBe(257)
  expect(features.map(({ feature, direction }) => `${feature} ${direction}`)).toEqual([
    ...["revision_3m POSITIVE", "value POSITIVE", "momentum_12m POSITIVE", "reversal_1m NEGATIVE"],
    ...["bid_ask_spread POSITIVE", "volatility NEGATIVE", "noise MIXED", "log_size MIXED"],
  ])
})

test.each([
  ["beat-median", 0.5908256172839506, "above the median within date"],
  ["0.05", 0.5476087082392449, "at or above 0.05"],
])("--positive %s", async (rule, auc, words) => {
  const { score } = await analysed(`${dated} --target-col target --positive ${rule}`)
  expect(score!.test.auc).toBeCloseTo(auc, 10)
  expect(score!.positive).toBe(words)
})

test("--train-start leaves out what is before it; --direction-threshold moves the bar", async () => {
  const { rows, features } = await analysed(`${dated} --train-start 2023-03-01 --direction-threshold 0.95`)
  expect(rows).toMatchObject({ train: 480, explained: 720, dropped: 240 })
  expect(features.filter(({ direction }) => direction === "MIXED").length).toBeGreaterThan(4)
})

test("without dates every row is explained, and the AUC is not called a test", async () => {
  const { score, rows, background } = await analysed(`${stocks} --target-col target`)
  expect([rows.train, rows.explained, score!.side, background.kind]).toEqual([0, 1440, "all", "covers"])
  const { stderr } = await leafwise(`${stocks} --target-col target`, { cwd })
  expect(stderr).toContain("AUC of all rows, which may have been trained on")
})

test("perc: each feature is its percentile within date, missing stays missing", async () => {
  const { transform, features } = await analysed(`${dated} --transform perc --percentile-scale 1`)
  expect(transform).toMatchObject({ name: "perc", within: "date", scale: 1 })
  expect(transform!.features).toHaveLength(8)
  expect(features).toHaveLength(8)
})

test("the rankings are compared, permutation too when it is asked for", async () => {
  const { agreement, permutationMetric, features } = await analysed(`${dated} --target-col target --permutation 3`)
  expect(permutationMetric).toMatch(/auc/i)
  expect(agreement.map(({ a, b }) => `${a}-${b}`)).toEqual([
    ...["shap-gain", "shap-split", "shap-permutation", "gain-split", "gain-permutation", "split-permutation"],
  ])
  expect(agreement[0]!.spearman).toBeGreaterThan(0.8)
  expect(features.every(({ permutation, permutationSd }) => permutation !== null && permutationSd !== null)).toBe(true)
})

test("stability by quarter, year, month or a column", async () => {
  const { stability } = await analysed(`${stocks} --stability quarter`)
  expect(stability!.windows.map(({ name, rows }) => [name, rows])).toEqual([
    ["Q1 2023", 360],
    ["Q2 2023", 360],
    ["Q3 2023", 360],
    ["Q4 2023", 360],
  ])
  expect(stability!.pairs).toHaveLength(6)
  expect(stability!.features.every(({ best, worst, mean }) => best <= mean && mean <= worst)).toBe(true)
  const bySector = await analysed(`${stocks} --stability sector`)
  expect(bySector.stability!.windows.map(({ name }) => name)).toContain("Energy")
  expect((await analysed(`${stocks} --stability year`)).notes.join()).toContain("no stability: 1 window by year")
})

test("--output writes the ranking as CSV, in a folder that need not be there", async () => {
  const file = join(folder, "output", "shap_results.csv")
  const { code } = await leafwise(`${dated} --target-col target --output ${file}`, { cwd })
  expect(code).toBe(0)
  const [head, first, ...rest] = linesOf(await readFile(file, "utf8"))
  expect(head).toBe("rank,feature,mean_abs_shap,mean_shap,direction,correlation,gain,split,permutation,permutation_sd")
  expect(first).toMatch(/^1,revision_3m,0\.00\d+,-0\.00\d+,POSITIVE,0\.9\d+,7\.30\d+,277,,$/)
  expect(rest).toHaveLength(7)
})

test("--plots writes every plot as SVG and PNG", async () => {
  const plots = join(folder, "plots")
  const { code, stderr } = await leafwise(`${dated} --sample 200 --plots ${plots} --pairs`, { cwd })
  expect(code, stderr).toBe(0)
  expect(stderr).toContain(`13 plots in ${plots}`)
  const names = (await readdir(plots)).sort()
  expect(names.filter((name) => name.endsWith(".svg"))).toHaveLength(13)
  expect(names).toContain("interactions.png")
  expect(existsSync(join(plots, "waterfall.svg"))).toBe(true)
})

test("shap --plots, and its heatmap of interactions", async () => {
  const plots = join(folder, "shap-plots")
  const args = `shap --data months-2023.parquet --model model.ubj --plots ${plots} --interactions ${join(folder, "i.arrow")}`
  const { code, stderr } = await leafwise(args, { cwd })
  expect(code, stderr).toBe(0)
  expect(await readdir(plots)).toContain("interactions.svg")
  const inBatches = join(folder, "batch-plots")
  const batched = await leafwise(
    `shap --data months-2023.parquet --model model.ubj --batch-rows 300 --plots ${inBatches}`,
    { cwd },
  )
  expect(batched.code, batched.stderr).toBe(0)
  expect(await readdir(inBatches)).toContain("beeswarm.png")
})

test("shap --transform perc explains percentiles within date, too", async () => {
  const args = "shap --data months-2023.parquet --model model.ubj --json"
  const plain = JSON.parse((await leafwise(args, { cwd })).stdout)
  const { code, stdout, stderr } = await leafwise(`${args} --transform perc`, { cwd })
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout).features).not.toEqual(plain.features)
  const { features } = await analysed(`${stocks} --transform perc --background covers --stability none`)
  expect(JSON.parse(stdout).features[0].meanAbsShap).toBeCloseTo(features[0]!.meanAbsShap, 12)
  const batched = await leafwise(`${args} --transform perc --batch-rows 100`, { cwd })
  expect([batched.code, batched.stderr]).toEqual([2, expect.stringContaining("leave out --batch-rows")])
})

test("categories are told by their levels", async () => {
  const golden = join(import.meta.dirname, "../../build/golden/lgb_pandas_categorical")
  const { features, rows: counts } = await analysed(
    `analyze-shap --cache-file ${golden}/features.arrow --model ${golden}/model.txt --stability none`,
  )
  const categories = features.filter(({ levels }) => levels !== null)
  expect(categories.length).toBeGreaterThan(0)
  for (const { direction, correlation, levels } of categories) {
    expect([direction, correlation]).toEqual(["MIXED", null])
    const means = levels!.map(({ meanShap }) => meanShap)
    expect(means).toEqual([...means].sort((a, b) => b - a))
    expect(levels!.reduce((sum, { rows }) => sum + rows, 0)).toBe(counts.explained)
  }
})

test.each([
  ["--train-start 2023-01-01", "--train-start needs --test-start"],
  ["--pairs", "--pairs needs --plots"],
  ["--output-index 3", "--output-index is 3, expected less than 1"],
  ["--positive high", "Expected top-quartile, beat-median or a number."],
])("%s is wrong usage", async (extra, message) => {
  const { code, stderr } = await leafwise(`${stocks} ${extra}`, { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

test("dates are asked for where none are found", async () => {
  const file = join(folder, "plain.csv")
  await writeFile(file, "a,b\n1,2\n3,4\n")
  const { code, stderr } = await leafwise(`analyze-shap --cache-file ${file} --model model.ubj --transform perc`, {
    cwd,
  })
  expect(code).toBe(2)
  expect(stderr).toContain("--transform perc needs --date-col: no column of plain.csv looks like dates")
})
