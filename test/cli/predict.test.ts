import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { readTable } from "../../src/node.js"
import { goldenJson, type JsonNumber } from "../stores/golden-store.js"
import { leafwise, linesOf, temporaryFolder } from "./run.js"

interface Expected {
  readonly margin: JsonNumber[][]
  readonly prediction: JsonNumber[][]
}

const folder = await temporaryFolder()
const binary = await goldenJson<Expected>("lgb_binary/expected.json")
const multiclass = await goldenJson<Expected>("lgb_multiclass/expected.json")

test("margins are the default, in full precision when piped", async () => {
  const { code, stdout, stderr } = await leafwise("predict -m lgb_binary/model.txt -d lgb_binary/features.arrow")
  const [names, ...rows] = linesOf(stdout).map((line) => line.split("\t"))
  expect([code, names]).toEqual([0, ["row", "prediction"]])
  expect(rows.map(([row]) => Number(row))).toEqual(Array.from(rows.keys()))
  expectNear(
    rows.map(([, value]) => Number(value)),
    binary.margin,
  )
  expect(stderr).toBe("")
})

test("--space probability is what the library's own predict returns", async () => {
  const { stdout } = await leafwise(
    "predict -m lgb_binary/model.txt -d lgb_binary/features.arrow --space probability --json",
  )
  const { predictions, ...rest } = JSON.parse(stdout)
  expect(rest).toEqual({ model: "model.txt", data: "features.arrow", space: "probability", rows: 100 })
  expectNear(predictions.prediction, binary.prediction)
})

test("each of several outputs has its column", async () => {
  for (const [space, expected] of [
    ["raw", multiclass.margin],
    ["probability", multiclass.prediction],
  ] as const) {
    const { stdout } = await leafwise(
      `predict -m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow --space ${space} --csv`,
    )
    const [names, ...rows] = linesOf(stdout).map((line) => line.split(","))
    expect(names).toEqual(["row", ...[0, 1, 2, 3, 4].map((k) => `prediction:${k}`)])
    expectNear(
      rows.flatMap((row) => row.slice(1).map(Number)),
      expected,
    )
  }
})

test("a model that predicts labels has one column of them", async () => {
  const { prediction } = await goldenJson<Expected>("xgb_multi_softmax/expected.json")
  const { stdout } = await leafwise(
    "predict -m xgb_multi_softmax/model.ubj -d xgb_multi_softmax/features.arrow --space probability --json",
  )
  expect(JSON.parse(stdout).predictions).toEqual({ prediction: prediction.flat() })
})

test("--values writes an Arrow file of doubles that says its space", async () => {
  const path = join(folder, "out.arrow")
  const args = `-m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow --space probability --values ${path}`
  expect((await leafwise(`predict ${args}`)).code).toBe(0)
  const table = await readTable(path)
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual(
    [0, 1, 2, 3, 4].map((k) => [`prediction:${k}`, "number"]),
  )
  const columns = table.columns.map((column) => (column.type === "category" ? [] : column.values))
  expectNear(
    Array.from({ length: table.rows }, (_, row) => columns.map((values) => values[row]!)).flat(),
    multiclass.prediction,
  )
  const { schema } = tableFromIPC(await readFile(path))
  expect(Object.fromEntries(schema.metadata)).toEqual({ "leafwise.space": "probability" })
})

test("paths start from the terminal's folder, for what is read and what is written", async () => {
  const data = join(import.meta.dirname, "../../build/golden/lgb_binary")
  const args = `predict -m ${data}/model.txt -d ${data}/features.arrow --values relative.arrow -o relative.tsv`
  expect(await leafwise(args, { cwd: folder })).toMatchObject({ code: 0, stdout: "" })
  expect((await readTable(join(folder, "relative.arrow"))).rows).toBe(100)
  expect(linesOf(await readFile(join(folder, "relative.tsv"), "utf8"))).toHaveLength(101)
})

test("a terminal shows the first rows and says so; a file gets all", async () => {
  const shown = await leafwise("predict -m lgb_binary/model.txt -d lgb_binary/features.arrow", {
    tty: { stdout: true },
  })
  expect(linesOf(shown.stdout)).toHaveLength(21)
  expect(shown.stderr).toBe("the first 20 of 100 rows; -o FILE or --values FILE writes all\n")
  const path = join(folder, "all.tsv")
  const args = `predict -m lgb_binary/model.txt -d lgb_binary/features.arrow -o ${path}`
  expect(await leafwise(args, { tty: { stdout: true } })).toMatchObject({ stdout: "", stderr: "" })
  expect(linesOf(await readFile(path, "utf8"))).toHaveLength(101)
  await rm(path)
})

test("rounds are chosen as the libraries choose them", async () => {
  const cases = [
    ["lgb_predict_start_iteration", "model.txt", "--start-iteration 5 --num-iteration 8", 1e-9],
    ["xgb_best_iteration_range", "model.json", "--num-iteration 7", 1e-5],
  ] as const
  for (const [name, file, options, near] of cases) {
    const { margin } = await goldenJson<Expected>(`${name}/expected.json`)
    expectNear(await predictions(name, file, options), margin, near)
  }
})

test("--missing makes a number count as missing", async () => {
  const marked = await goldenJson<Expected & { params?: Record<string, unknown> }>("xgb_missing_custom/expected.json")
  const plain = await predictions("xgb_missing_custom", "model.json", "")
  const asTrained = await predictions("xgb_missing_custom", "model.json", "--missing -999")
  expectNear(asTrained, marked.margin, 1e-5)
  expect(plain).not.toEqual(asTrained)
})

async function predictions(name: string, file: string, options: string): Promise<number[]> {
  const { stdout } = await leafwise(`predict -m ${name}/${file} -d ${name}/features.arrow --json ${options}`.trim())
  return JSON.parse(stdout).predictions.prediction
}

function expectNear(got: readonly number[], expected: readonly JsonNumber[][], near = 1e-9): void {
  const wanted = expected.flat().map(Number)
  const largest = Math.max(...wanted.map(Math.abs))
  expect(got).toHaveLength(wanted.length)
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - got[i]!)))).toBeLessThanOrEqual(near * largest)
}
