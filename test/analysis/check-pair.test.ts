import { expect, test } from "vitest"
import { checkPair } from "../../src/analysis/check-pair.js"
import type { Ensemble } from "../../src/data/ensemble.js"
import { type Table, takeRows } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import { readModel } from "../../src/readers/model.js"
import { readTable } from "../../src/readers/table.js"
import type { Check } from "../../src/results/inventory.js"
import { golden } from "../harness/index.js"
import { goldenJson, type JsonNumber } from "../stores/golden-store.js"
import { withColumn, withoutColumns } from "./tables.js"

const engine = await Engine.create()
const brief = (checks: Check[]) => checks.map(({ name, status }) => `${name}: ${status}`)

test("a model and its own table pass every check", async () => {
  const { ensemble, table } = await pair("lgb_regression")
  const checks = await checkPair(engine, ensemble, table, "prediction")
  expect(brief(checks)).toEqual(["columns: pass", "missing: pass", "prediction: pass", "additivity: pass"])
  expect(checks[0]!.message).toBe("10 features found by name, 1 other column ignored (prediction)")
  expect(checks[1]!.message).toBe("no feature has missing values")
  expect(checks[2]!.message).toMatch(
    /^column prediction differs from ours by at most \d\.\de(\+0|-1\d) \(probability, row \d+\)$/,
  )
  expect(checks[3]!.message).toMatch(/within \d\.\de-1\d relative \(80 margins\)$/)
})

test("a stored prediction may be the margin or the probability", async () => {
  const { ensemble, table, margin } = await pair("lgb_binary")
  expect(messageOf(await checkPair(engine, ensemble, table, "prediction"), "prediction")).toContain("(probability, row")
  const raw = withColumn(withoutColumns(table, "prediction"), { name: "score", type: "number", values: margin })
  expect(messageOf(await checkPair(engine, ensemble, raw, "score"), "prediction")).toContain("(raw, row")
})

test("without a stored prediction none is compared", async () => {
  const { ensemble, table } = await pair("lgb_regression")
  expect(brief(await checkPair(engine, ensemble, table))).toEqual([
    "columns: pass",
    "missing: pass",
    "additivity: pass",
  ])
})

test("a wrong stored prediction is a warning that names the farthest row", async () => {
  const { ensemble, table, prediction } = await pair("lgb_binary")
  const wrong = prediction.slice()
  wrong[17]! += 0.25
  const changed = withColumn(withoutColumns(table, "prediction"), { name: "p", type: "number", values: wrong })
  expect(await checkPair(engine, ensemble, changed, "p")).toContainEqual({
    name: "prediction",
    status: "warn",
    message:
      "column p differs from ours by at most 2.5e-1 (probability, row 17): it is from another model or other data",
  })
})

// XGBoost adds up in single precision: of 150 the last digit is 1e-5.
test("the predictions that XGBoost itself made of large numbers pass", async () => {
  const { ensemble, table } = await pair("xgb_reg_auto_base", "model.json")
  expect(brief(await checkPair(engine, ensemble, table, "prediction"))).toContain("prediction: pass")
})

// |NaN - x| is never the largest difference.
test("a stored prediction that is missing everywhere does not pass", async () => {
  const { ensemble, table, prediction } = await pair("lgb_binary")
  const empty = prediction.map(() => NaN)
  const changed = withColumn(withoutColumns(table, "prediction"), { name: "p", type: "number", values: empty })
  expect(brief(await checkPair(engine, ensemble, changed, "p"))).not.toContain("prediction: pass")
})

test("predictions of several outputs in one column are not compared", async () => {
  const { ensemble, table, prediction } = await pair("lgb_multiclass")
  const changed = withColumn(table, { name: "p", type: "number", values: prediction.slice(0, table.rows) })
  expect(await checkPair(engine, ensemble, changed, "p")).toContainEqual({
    name: "prediction",
    status: "warn",
    message: "column p is not compared: the model has 5 outputs",
  })
})

test("a missing column is one failed check that names it", async () => {
  const { ensemble, table } = await pair("lgb_regression")
  expect(await checkPair(engine, ensemble, withoutColumns(table, "bmi", "s5"), "prediction")).toEqual([
    {
      name: "columns",
      status: "fail",
      message:
        "features.arrow: 2 of the 10 columns that the model model.txt asks for by name are missing: bmi, s5. " +
        "Add or rename them.",
    },
  ])
})

test("a category that training did not have is a warning with its rows, as LightGBM reads it as missing", async () => {
  const { ensemble, table } = await pair("lgb_pandas_categorical")
  const checks = await checkPair(engine, ensemble, table)
  expect(brief(checks)).toContain("categories: warn")
  expect(messageOf(checks, "categories")).toMatch(/^not seen in training, read as missing: colour = "\w+" in \d+ rows/)
})

test("a category that training did not have is a failure where XGBoost refuses it", async () => {
  const ensemble = readModel(await golden("xgb_cat_in_model_unseen/model.json"), { name: "model.json" })
  const table = await readTable(await golden("xgb_cat_in_model_unseen/features_unseen.arrow"), { name: "unseen.arrow" })
  const checks = await checkPair(engine, ensemble, table)
  expect(brief(checks)).toEqual(["columns: fail"])
  expect(checks[0]!.message).toMatch(/unseen\.arrow: got categories that training did not have: \w+ = "unseen"/)
})

test("missing values are rates, the highest first, and a feature without any value is a warning", async () => {
  const { ensemble, table } = await pair("lgb_regression")
  const holes = { bp: 0.5, s5: 0.25 }
  const columns = table.columns.map((column) => {
    const rate = holes[column.name as keyof typeof holes] ?? 0
    if (column.type === "category") return column
    return { ...column, values: Float64Array.from(column.values, (v, i) => (i < rate * table.rows ? NaN : v)) }
  })
  const some = await checkPair(engine, ensemble, { ...table, columns })
  expect(some).toContainEqual({
    name: "missing",
    status: "pass",
    message: "2 features have missing values: bp 50.0 %, s5 25.0 %",
  })
  const empty = columns.map((column) =>
    column.name === "bp" ? { ...column, values: new Float64Array(table.rows).fill(NaN) } : column,
  )
  const checks = await checkPair(engine, ensemble, { ...table, columns: empty as typeof columns })
  expect(brief(checks)).toContain("missing: warn")
  expect(messageOf(checks, "missing")).toContain("bp 100.0 %")
})

test("a model of linear trees is compared by its predictions, and why it has no SHAP values is said", async () => {
  const { ensemble, table } = await pair("lgb_linear_tree")
  const checks = await checkPair(engine, ensemble, table, "prediction")
  expect(brief(checks)).toEqual(expect.arrayContaining(["prediction: pass", "additivity: warn"]))
  expect(messageOf(checks, "additivity")).toMatch(/^no SHAP values: .*linear/)
})

// Columns are matched on the way to SHAP values, which this model has not.
test("a model of linear trees fails with a table that lacks its columns", async () => {
  const { ensemble, table } = await pair("lgb_linear_tree")
  const lacking = withoutColumns(table, ensemble.features[0]!.name)
  expect(brief(await checkPair(engine, ensemble, lacking))).toContain("columns: fail")
})

test("a table without rows is checked all the same", async () => {
  const { ensemble, table } = await pair("lgb_regression")
  const checks = await checkPair(engine, ensemble, takeRows(table, []), "prediction")
  expect(checks.filter(({ status }) => status === "fail")).toEqual([])
  expect(checks[0]!.name).toBe("columns")
})

function messageOf(checks: readonly Check[], name: string): string {
  return checks.find((check) => check.name === name)!.message
}

/** A golden model with its table and, where it has one output, the library's own predictions as a column. */
async function pair(name: string, file = "model.txt"): Promise<{ ensemble: Ensemble; table: Table } & Predictions> {
  const ensemble = readModel(await golden(`${name}/${file}`), { name: file })
  const table = await readTable(await golden(`${name}/features.arrow`), { name: "features.arrow" })
  const expected = await goldenJson<Record<"margin" | "prediction", JsonNumber[][]>>(`${name}/expected.json`)
  const margin = Float64Array.from(expected.margin.flat(), Number)
  const prediction = Float64Array.from(expected.prediction.flat(), Number)
  const stored = { name: "prediction", type: "number", values: prediction } as const
  return { ensemble, table: ensemble.outputs === 1 ? withColumn(table, stored) : table, margin, prediction }
}

interface Predictions {
  readonly margin: Float64Array
  readonly prediction: Float64Array
}
