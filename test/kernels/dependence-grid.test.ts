import type { Ensemble } from "../../src/data/ensemble.js"
import { packForest } from "../../src/data/pack.js"
import type { Table } from "../../src/data/table.js"
import { rule } from "../../src/data/tree.js"
import { dependenceGrid, type FeatureGrid, type GridChoice } from "../../src/kernels/dependence-grid.js"
import { inputsOf } from "../../src/kernels/inputs.js"
import { nearestName } from "../../src/kernels/nearest-name.js"
import { selectRank } from "../../src/kernels/select-rank.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, lightgbm, randomTrees, xgboost } from "../naive/forest.js"
import { pick, random } from "../naive/random.js"

const stump = randomTrees({ trees: 1, leaves: 2, features: 1 }, 1)[0]!

/** A model of one feature with a split at every threshold. */
function model(thresholds: readonly number[], rules: number, library: "lightgbm" | "xgboost" = "lightgbm"): Ensemble {
  const trees = thresholds.map((threshold) => ({
    ...stump,
    features: [0, 0, 0, 0],
    thresholds: [threshold, 0, 0, 0],
    rules: [rules, 0, 0, 0],
  }))
  const shape = { trees: trees.length, leaves: 2, features: 1, library }
  const traits = { features: 1, outputs: 1, ...(library === "lightgbm" ? lightgbm : xgboost) }
  return { ...ensembleOf(trees, shape), forest: packForest(trees, traits, "t") }
}

function gridOf(ensemble: Ensemble, values: readonly number[], choice: GridChoice): FeatureGrid {
  const columns = [{ name: "f0", type: "number" as const, values: Float64Array.from(values) }]
  const table: Table = { name: "t", rows: values.length, columns, notes: [] }
  const steps = dependenceGrid(ensemble, table, inputsOf(ensemble, table), 0, choice)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

const few = { resolution: 5, percentiles: [0, 1] } as const

test("values that occur are the grid when they are fewer than the resolution; missing comes last", () => {
  const { values, counts } = gridOf(model([0], rule.missingNaN), [3, 1, 1, Number.NaN, 2], few)
  expect([...values]).toEqual([1, 2, 3, Number.NaN])
  expect([...counts]).toEqual([2, 1, 1, 1])
})

test("else they are equally spaced, and rows are counted at the nearest", () => {
  const { values, counts } = gridOf(model([0], rule.missingNaN), [0, 1, 2, 3, 4, 5, 6, 7, 8], few)
  expect([...values]).toEqual([0, 2, 4, 6, 8])
  // 1, 3, 5 and 7 are as near to two values: the lower takes them.
  expect([...counts]).toEqual([2, 2, 2, 2, 1])
})

test("equal percentiles are refused with the cure", () => {
  const same = [0, 1, 2, ...new Array(50).fill(7), 8, 9, 10]
  const middle = { resolution: 5, percentiles: [0.4, 0.6] } as const
  expect(() => gridOf(model([0], 8), same, middle)).toThrow(/same value \(7\) at percentiles 0.4 and 0.6/)
})

test("thresholds: one value an interval, the data's ends outside, missing where the model sees it", () => {
  const split = gridOf(model([1, 3], rule.missingNaN), [-5, 1, 2, 3, 9], "thresholds")
  expect([...split.values]).toEqual([-5, 2, 9, Number.NaN])
  expect([...split.counts]).toEqual([2, 2, 1, 0])
  expect([...gridOf(model([1, 3], rule.missingNone), [2], "thresholds").values]).toEqual([0.5, 2, 3.5])
})

test("thresholds: zero is a value of its own where it counts as missing, and none else is read as it", () => {
  const { values, counts } = gridOf(model([-1, 1], rule.missingZero), [-4, 0, 1e-36, 0.5, 2], "thresholds")
  expect([...values]).toEqual([-4, 0, 0.5, 2, Number.NaN])
  expect([...counts]).toEqual([1, 2, 1, 1, 0])
})

test("thresholds: neighbours in float32 have the one value between them", () => {
  const next = 1 + 2 ** -23
  const grid = gridOf(model([1, next], rule.missingNaN, "xgboost"), [0.5, 1, next, 2], "thresholds")
  expect([...grid.counts]).toEqual([1, 1, 2, 0])
  expect(Math.fround(grid.values[1]!)).toBe(1)
})

test("categories: all that the model or the data have, by their numbers; known ones by name", () => {
  const sets = new Map([[0, [0, 3]]])
  const tree = { ...stump, features: [0, 0, 0, 0], rules: [rule.categorical, 0, 0, 0], sets }
  const shape = { trees: 1, leaves: 2, features: 1, categoricalFrom: 0 }
  const ensemble = ensembleOf([tree], shape)
  expect([...gridOf(ensemble, [1, 3, 3], few).values]).toEqual([0, 1, 3])
  const named: Ensemble = {
    ...ensemble,
    features: [{ name: "f0", categorical: true, categories: ["10", "20", "35"] }],
  }
  const grid = gridOf(named, [35, 35, 10, Number.NaN], "thresholds")
  expect(grid.labels).toEqual(["10", "20", "35", null])
  expect([...grid.values]).toEqual([0, 1, 2, Number.NaN])
  expect([...grid.counts]).toEqual([1, 0, 2, 1])
  expect([...gridOf(named, [35], [35, "20", null]).values]).toEqual([2, 1, Number.NaN])
  expect(() => gridOf(named, [35], ["36"])).toThrow('got "36" in the grid, expected one of the model\'s categories')
})

test("a selected value is the one that sorting puts there", () => {
  const next = random(3)
  for (let size = 1; size < 60; size++) {
    const values = Float64Array.from({ length: size }, () => pick(next, size < 30 ? 5 : 1000) - 2)
    const sorted = values.slice().sort()
    for (let place = 0; place < size; place++) expect(selectRank(values, place)).toBe(sorted[place])
  }
})

test("the nearest name has the fewest letters changed; far ones are none", () => {
  const names = ["age", "capital_gain", "capital_loss", "hours"]
  expect(nearestName("capital-gian", names)).toBe("capital_gain")
  expect(nearestName("AGE", names)).toBe("age")
  expect(nearestName("hour", names)).toBe("hours")
  expect(nearestName("education", names)).toBeUndefined()
})
