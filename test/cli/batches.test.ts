import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import type { columnNamed } from "../../src/data/table.js"
import { readTable } from "../../src/node.js"
import { type Ranking, rankingSchema } from "../../src/results/ranking.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
const binary = "-m lgb_binary/model.txt -d lgb_binary/features.arrow"
const multiclass = "-m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow"
const flights = `-m runs:/${lastWindow.runId}/model.txt -d data/test-2013-12.feather --target delayed`
const inSample = { cwd: sample, env: { MLFLOW_TRACKING_URI: "mlruns" } }

async function rankingOf(args: string, surroundings = {}): Promise<Ranking> {
  const { code, stdout, stderr } = await leafwise(`shap ${args} --json`, surroundings)
  expect([code, stderr.includes("leafwise:")]).toEqual([0, false])
  return rankingSchema.parse(JSON.parse(stdout))
}

async function contentOf(path: string) {
  const { schema } = tableFromIPC(await readFile(path))
  const columns = (await readTable(path)).columns.map((column) => {
    if (column.type === "category") throw new Error(`${column.name} holds text`)
    return [column.name, [...column.values]] as const
  })
  return { metadata: Object.fromEntries(schema.metadata), columns }
}

test("in batches the ranking and the values are those of the whole", async () => {
  for (const model of [binary, multiclass]) {
    const [whole, parts] = [join(folder, "whole.arrow"), join(folder, "parts.arrow")]
    const expected = await rankingOf(`${model} --values ${whole}`)
    const ranking = await rankingOf(`${model} --values ${parts} --batch-rows 33`)
    expectNear(ranking, expected)
    const [a, b] = [await contentOf(parts), await contentOf(whole)]
    expect(a.metadata).toEqual(b.metadata)
    expect(a.columns.map(([name]) => name)).toEqual(b.columns.map(([name]) => name))
    a.columns.forEach(([, values], i) => {
      expect(Math.max(...values.map((value, row) => Math.abs(value - b.columns[i]![1][row]!)))).toBeLessThan(1e-12)
    })
  }
})

test("text features, a target and dates go through in batches", async () => {
  const dates = "--train-start 2013-12-08 --test-start 2013-12-28"
  for (const options of ["", dates]) {
    const args = `${flights} ${options}`.trim()
    const whole = await leafwise(`shap ${args} --json`, inSample)
    const parts = await leafwise(`shap ${args} --json --batch-rows 1000`, inSample)
    const [expected, ranking] = [whole, parts].map(({ stdout }) => rankingSchema.parse(JSON.parse(stdout)))
    expect(ranking!.score).toEqual(expected!.score)
    expect(ranking!.rows).toBe(expected!.rows)
    for (const [i, each] of ranking!.features.entries()) {
      expect(each.feature).toBe(expected!.features[i]!.feature)
      expect(each.meanAbsShap).toBeCloseTo(expected!.features[i]!.meanAbsShap, 12)
      if (each.correlation === null) expect(expected!.features[i]!.correlation).toBe(null)
      else expect(each.correlation).toBeCloseTo(expected!.features[i]!.correlation!, 1)
    }
    expect(parts.stderr).toContain(linesOf(whole.stderr).at(-1)!.split(" - additivity")[0])
    const days = linesOf(whole.stderr).filter((line) => line.startsWith("date: "))
    expect(linesOf(parts.stderr).filter((line) => line.startsWith("date: "))).toEqual(days)
  }
})

test("directions are told of a seeded sample where rows are many, and that is said", async () => {
  const path = join(folder, "many.csv")
  const table = await readTable(join(import.meta.dirname, "../../build/golden/lgb_binary/features.arrow"))
  const names = table.columns.map(({ name }) => name)
  const rows = Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => cell(column, row)).join(","),
  )
  await writeFile(path, `${[names.join(","), ...Array.from({ length: 800 }, () => rows).flat()].join("\n")}\n`)
  const args = `shap -m lgb_binary/model.txt -d ${path} --json --batch-rows 20000`
  const { stdout, stderr } = await leafwise(args)
  expect(stderr).toContain("directions are of a sample of 74,898 of the 80,000 rows\n")
  const ranking = rankingSchema.parse(JSON.parse(stdout))
  const whole = await rankingOf(binary)
  expect([ranking.rows, ranking.sampled]).toEqual([80_000, false])
  for (const [i, { feature, meanAbsShap, correlation }] of ranking.features.entries()) {
    expect(feature).toBe(whole.features[i]!.feature)
    expect(meanAbsShap).toBeCloseTo(whole.features[i]!.meanAbsShap, 10)
    if (correlation !== null) expect(correlation).toBeCloseTo(whole.features[i]!.correlation!, 1)
  }
  expect((await leafwise(args)).stdout).toBe(stdout)
})

test("--sample draws from the batches, the same rows for the same seed", async () => {
  const path = join(folder, "sample.arrow")
  const args = `${binary} --sample 40 --batch-rows 7`
  const ranking = await rankingOf(`${args} --values ${path}`)
  expect(ranking).toMatchObject({ rows: 40, sampled: true })
  expect(await rankingOf(`${binary} --sample 40 --batch-rows 33`)).toEqual(ranking)
  expect(await rankingOf(`${args} --seed 1`)).not.toEqual(ranking)
  expect(await rankingOf(`${binary} --sample 100 --batch-rows 7`)).toMatchObject({ rows: 100, sampled: false })
  const rows: number[] = JSON.parse((await contentOf(path)).metadata["leafwise.rows"]!)
  const whole = join(folder, "whole.arrow")
  await rankingOf(`${binary} --values ${whole}`)
  const [drawn, all] = [(await contentOf(path)).columns[3]![1], (await contentOf(whole)).columns[3]![1]]
  rows.forEach((row, i) => {
    expect(drawn[i]).toBeCloseTo(all[row]!, 12)
  })
})

test("--interactions writes the entries of the matrices, whose rows add up to the SHAP values", async () => {
  for (const [model, features, outputs] of [
    [binary, 28, 1],
    [multiclass, (await rankingOf(multiclass)).features.length, 5],
  ] as const) {
    const [pairs, values] = [join(folder, "pairs.arrow"), join(folder, "values.arrow")]
    for (const batches of ["", " --batch-rows 41"]) {
      await rankingOf(`${model} --interactions ${pairs} --values ${values}${batches}`)
      const { metadata, columns } = await contentOf(pairs)
      const shap = await contentOf(values)
      expect(columns).toHaveLength((outputs * features * (features + 1)) / 2)
      const names = shap.columns.slice(0, features).map(([name]) => name.replace(/^0:/, ""))
      expect(JSON.parse(metadata["leafwise.features"]!)).toEqual(names)
      expect(metadata["leafwise.base_values"]).toBe(shap.metadata["leafwise.base_values"])
      const byName = new Map(columns)
      for (let k = 0; k < outputs; k++) {
        const entry = (i: number, j: number) => {
          const pair = `${Math.min(i, j)}:${Math.max(i, j)}`
          return byName.get(outputs > 1 ? `${k}:${pair}` : pair)![17]!
        }
        for (let i = 0; i < features; i++) {
          const sum = names.reduce((total, _, j) => total + entry(i, j), 0)
          expect(sum).toBeCloseTo(shap.columns[k * features + i]![1][17]!, 9)
        }
      }
    }
  }
})

test("--background, --space and --precision reach the engine, at once and in batches", async () => {
  const background = `${binary} --background lgb_binary/features.arrow`
  const raw = await rankingOf(background)
  expect(raw.baseValues).not.toEqual((await rankingOf(binary)).baseValues)
  expectNear(await rankingOf(`${background} --batch-rows 30`), raw)
  const path = join(folder, "probability.arrow")
  const { stderr } = await leafwise(`shap ${background} --space probability --values ${path} --batch-rows 30`)
  expect(stderr).toMatch(/base value 0\.\d+ \(probability\)/)
  expect((await contentOf(path)).metadata["leafwise.space"]).toBe("probability")
  const rough = await rankingOf(`${binary} --precision f32`)
  expect(rough.additivityError.relative).toBeGreaterThan(1e-10)
  expect(await leafwise(`shap ${binary} --space probability`)).toMatchObject({ code: 1 })
})

test("predict in batches writes what it writes at once", async () => {
  const [whole, parts] = [join(folder, "whole.arrow"), join(folder, "parts.arrow")]
  for (const space of ["raw", "probability"]) {
    const args = `predict ${multiclass} --space ${space}`
    const expected = await leafwise(`${args} --values ${whole}`)
    const { code, stdout, stderr } = await leafwise(`${args} --values ${parts} --batch-rows 33`)
    expect([code, stderr]).toEqual([0, `the first 20 of 50 rows; all are in ${parts}\n`])
    expect(linesOf(stdout)).toEqual(linesOf(expected.stdout).slice(0, 21))
    expect(await contentOf(parts)).toEqual(await contentOf(whole))
    expect(await leafwise(`${args} --batch-rows 33`)).toEqual({ ...expected, stderr: "" })
    expect((await leafwise(`${args} --values ${parts} --json --batch-rows 33`)).stdout).toBe(
      (await leafwise(`${args} --json`)).stdout,
    )
  }
})

test("a failed or cancelled run leaves the old file as it was and nothing beside it", async () => {
  const data = join(folder, "broken.csv")
  const header = Array.from({ length: 28 }, (_, j) => `Column_${j}`).join(",")
  await writeFile(data, `${header}\n${`${"1,".repeat(27)}1\n`.repeat(20_000)}1,2\n`)
  const path = join(folder, "kept.arrow")
  await writeFile(path, "old")
  const before = await readdir(folder)
  const shap = await leafwise(`shap -m lgb_binary/model.txt -d ${data} --values ${path} --batch-rows 100`)
  expect(shap).toMatchObject({ code: 1, stdout: "" })
  expect(shap.stderr).toBe("leafwise: csv broken.csv: line 20002 has 2 fields, expected 28 as in the header\n")
  expect(await leafwise(`predict -m lgb_binary/model.txt -d ${data} --values ${path} --batch-rows 100`)).toEqual(shap)
  const cancel = new AbortController()
  const watch = setInterval(async () => {
    if ((await readdir(folder)).some((name) => name.endsWith(".leafwise-tmp"))) cancel.abort()
  }, 1)
  const args = `shap -m lgb_binary/model.txt -d ${data} --values ${path} --batch-rows 10`
  expect(await leafwise(args, { signal: cancel.signal })).toMatchObject({ code: 2, stderr: "cancelled\n" })
  clearInterval(watch)
  expect(await readFile(path, "utf8")).toBe("old")
  expect(await readdir(folder)).toEqual(before)
})

test("what is mistyped is said before anything is written", async () => {
  const cases: [string, RegExp, number][] = [
    ["--batch-rows 0", /Expected a whole number of at least 1/, 2],
    ["--batch-rows 9 --target none", /no column "none"/, 1],
    ["--batch-rows 9 --output 1", /--output is 1, expected 0/, 2],
    ["--batch-rows 9 --train-start 2013-12-08", /--train-start needs --test-start/, 2],
    ["--batch-rows 9 --test-start 2013-12-08", /--test-start needs --date/, 2],
    ["--precision f16", /Allowed choices are f64, f32/, 2],
    ["--background none.csv", /none.csv: no such file/, 1],
  ]
  for (const [options, message, code] of cases) {
    const outcome = await leafwise(`shap ${binary} ${options}`)
    expect(outcome, options).toMatchObject({ code, stdout: "" })
    expect(outcome.stderr).toMatch(message)
  }
})

function expectNear(ranking: Ranking, expected: Ranking): void {
  const { features, additivityError, ...rest } = ranking
  const { features: wanted, additivityError: _, ...others } = expected
  expect(rest).toEqual(others)
  expect(additivityError.relative).toBeLessThan(1e-9)
  expect(features.map(({ feature }) => feature)).toEqual(wanted.map(({ feature }) => feature))
  features.forEach((each, i) => {
    expect(each.direction).toBe(wanted[i]!.direction)
    expect(each.meanAbsShap).toBeCloseTo(wanted[i]!.meanAbsShap, 12)
    expect(each.meanShap).toBeCloseTo(wanted[i]!.meanShap, 12)
    if (each.correlation !== null) expect(each.correlation).toBeCloseTo(wanted[i]!.correlation!, 9)
  })
}

function cell(column: ReturnType<typeof columnNamed>, row: number): string {
  if (column.type === "category") return column.categories[column.codes[row]!] ?? ""
  const value = column.values[row]!
  return Number.isNaN(value) ? "" : String(value)
}
