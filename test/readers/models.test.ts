import { viewForest } from "../../src/data/forest.js"
import { modelFormat, readModel } from "../../src/readers/model.js"
import { expect, golden, test } from "../harness/index.js"

test("the format is found from the content, whatever the name", async () => {
  expect(modelFormat(await golden("lgb_binary/model.txt"))).toBe("lightgbm")
  expect(modelFormat(await golden("xgb_binary/model.json"))).toBe("xgboost-json")
  expect(modelFormat(await golden("xgb_binary/model.ubj"))).toBe("xgboost-ubjson")
  expect(modelFormat(await golden("formats/table.csv"))).toBeUndefined()
  expect(modelFormat(await golden("formats/table.jsonl"))).toBeUndefined()
  expect(readModel(await golden("xgb_binary/model.ubj"), { name: "model.txt" }).library).toBe("xgboost")
})

test("a LightGBM model tells its version, objective, names and size", async () => {
  const ensemble = readModel(await golden("lgb_binary/model.txt"), { name: "model.txt" })
  const { version, booster, objective, outputs, transform, iterations } = ensemble
  expect({ version, booster, objective, outputs, transform, iterations }).toEqual({
    version: "v4",
    booster: "gbdt",
    objective: "binary sigmoid:1",
    outputs: 1,
    transform: { kind: "sigmoid" },
    iterations: { total: 30, start: 0, end: 30 },
  })
  expect(ensemble.features.slice(0, 2)).toEqual([
    { name: "Column_0", categorical: false },
    { name: "Column_1", categorical: false },
  ])
  const { trees, nodes } = viewForest(ensemble.forest)
  expect([trees, nodes]).toEqual([30, 30 * 29])
})

test("covers are data counts and gains are kept", async () => {
  const { covers, gains, splits } = viewForest(readModel(await golden("lgb_binary/model.txt")).forest)
  expect([covers[0], splits[0]]).toEqual([4000, 25])
  expect(gains[0]).toBeCloseTo(221.857, 6)
})

test("the categories of a pandas frame are kept in their order", async () => {
  const ensemble = readModel(await golden("lgb_pandas_categorical/model.txt"))
  expect(ensemble.frameCategories!.map((list) => list.length)).toEqual([9, 30])
  expect(ensemble.frameCategories![0]!.slice(0, 4)).toEqual(["", "0", "Größe", "blue"])
  expect(ensemble.features.map(({ categorical }) => categorical)).toEqual([true, false, true])
  const xgboost = readModel(await golden("xgb34_cat_numeric/model.json"))
  expect(xgboost.features.some(({ categories }) => categories?.every((category) => /^-?\d+$/.test(category)))).toBe(
    true,
  )
})

test("XGBoost's best iteration is told, and all trees are used unless a range is asked for", async () => {
  const bytes = await golden("xgb_early_stopping/model.json")
  const { bestIteration, iterations } = readModel(bytes)
  expect(bestIteration).toBeGreaterThan(0)
  expect(iterations.end).toBe(iterations.total)
  expect(readModel(bytes, { numIteration: bestIteration! + 1 }).iterations.end).toBe(bestIteration! + 1)
})

test("ranges of iterations are the libraries' own, and an empty one is refused", async () => {
  const bytes = await golden("lgb_multiclass/model.txt")
  const { total } = readModel(bytes).iterations
  expect(readModel(bytes, { startIteration: 2, numIteration: 3 }).iterations).toEqual({ total, start: 2, end: 5 })
  expect(readModel(bytes, { numIteration: 10_000 }).iterations.end).toBe(total)
  expect(readModel(bytes, { numIteration: 0 }).iterations.end).toBe(total)
  expect(() => readModel(bytes, { startIteration: total })).toThrow(/got start iteration/)
  expect(() => readModel(bytes, { startIteration: -1 })).toThrow(/got start iteration -1/)
})

test("options that a library does not have are refused", async () => {
  const lightgbm = await golden("lgb_binary/model.txt")
  expect(() => readModel(lightgbm, { missing: -999 })).toThrow(/only XGBoost/)
  const linear = await golden("xgb_gblinear/model.json")
  expect(() => readModel(linear, { numIteration: 2 })).toThrow(/gblinear keeps only the sum/)
})

test("names with =, tabs and unicode are whole", async () => {
  const names = readModel(await golden("lgb_names_equals/model.txt")).features.map(({ name }) => name)
  expect(names.some((name) => name.includes("="))).toBe(true)
  expect(new Set(names).size).toBe(names.length)
})

test("covers that rounding took below 0 are 0, others leave the model without SHAP values", async () => {
  const model = JSON.parse(new TextDecoder().decode(await golden("xgb_binary/model.json")))
  const [first] = model.learner.gradient_booster.model.trees
  const read = () => readModel(new TextEncoder().encode(JSON.stringify(model)))
  first.sum_hessian[1] = -2.5e-8
  const { noShap, forest } = read()
  expect([noShap, viewForest(forest).covers[1]]).toEqual([undefined, 0])
  first.sum_hessian[1] = -1
  expect(read().noShap).toBe("tree 0 has a cover (sum_hessian) below 0: -1 at node 1")
})
