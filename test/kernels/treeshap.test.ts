import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { chain } from "../naive/chain.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { treeshap } from "../naive/treeshap.js"

const shapes: Record<string, Shape> = {
  "a LightGBM forest": { trees: 4, leaves: 20, features: 7 },
  "trees that repeat few features": { trees: 4, leaves: 24, features: 3 },
  "a LightGBM forest with categories": { trees: 4, leaves: 16, features: 6, categoricalFrom: 3 },
  "an XGBoost forest with categories": { trees: 4, leaves: 16, features: 6, categoricalFrom: 3, library: "xgboost" },
  "twelve features": { trees: 2, leaves: 40, features: 12 },
  "three outputs": { trees: 6, leaves: 8, features: 5, outputs: 3 },
  "vector leaves": { trees: 4, leaves: 8, features: 5, outputs: 3, width: 3, library: "xgboost" },
  stumps: { trees: 5, leaves: 2, features: 3 },
  "single leaves": { trees: 3, leaves: 1, features: 2 },
}

for (const [name, shape] of Object.entries(shapes)) {
  test(`the values of ${name} equal brute force over all subsets`, async () => {
    const engine = await Engine.create()
    for (let seed = 1; seed <= 3; seed++) {
      const trees = randomTrees(shape, seed)
      const ensemble = ensembleOf(trees, shape)
      const table = randomTable(shape, 12, seed)
      const { values, baseValues, additivityError } = await engine.shap(ensemble, table)
      for (let i = 0; i < table.rows; i++) {
        const row = table.columns.map((column) => (column as { values: Float64Array }).values[i]!)
        const expected = treeshap(trees, ensemble.outputs, row, shape.library ?? "lightgbm")
        const got = values.map((output) => output.map((feature) => feature[i]!))
        expect(farthest(got, expected.values)).toBeLessThan(1e-14)
        expect(farthest([baseValues], [expected.base.map((base, k) => base + ensemble.base[k]!)])).toBeLessThan(1e-14)
      }
      expect(additivityError.relative).toBeLessThan(1e-13)
    }
  })
}

test("a feature that no tree splits on has the value 0", async () => {
  const engine = await Engine.create()
  const shape = { trees: 5, leaves: 16, features: 4 }
  const wider = { ...shape, features: 6 }
  const explanation = await engine.shap(ensembleOf(randomTrees(shape, 3), wider), randomTable(wider, 50, 3))
  expect(explanation.values[0]!.map((column) => column.some((value) => value !== 0))).toEqual([
    ...[true, true, true, true],
    ...[false, false],
  ])
})

test("the values of a forest are the sums over its trees", async () => {
  const engine = await Engine.create()
  const shape = { trees: 6, leaves: 20, features: 5 }
  const trees = randomTrees(shape, 11)
  const table = randomTable(shape, 40, 11)
  const whole = await engine.shap(ensembleOf(trees, shape), table)
  const halves = [
    await engine.shap(ensembleOf(trees.slice(0, 3), shape), table),
    await engine.shap(ensembleOf(trees.slice(3), shape), table),
  ]
  const sums = whole.values[0]!.map((_, j) =>
    halves[0]!.values[0]![j]!.map((value, i) => value + halves[1]!.values[0]![j]![i]!),
  )
  expect(farthest(whole.values[0]!, sums)).toBeLessThan(1e-14)
})

test("deep trees stay exact: 64 levels on 40 features, and one feature repeated", async () => {
  const engine = await Engine.create()
  for (const features of [40, 1]) {
    const shape = { trees: 1, leaves: 65, features }
    const ensemble = ensembleOf([chain(65, features)], shape)
    const explanation = await engine.shap(ensemble, randomTable(shape, 100, 5))
    expect(explanation.additivityError.relative).toBeLessThan(1e-12)
    expect(explanation.values[0]!.every((column) => column.every(Number.isFinite))).toBe(true)
  }
})

test("where covers fade to 0, a model whose library has no rule for them is refused, with the cure", async () => {
  const engine = await Engine.create()
  const shape: Shape = { trees: 1, leaves: 9_000, features: 2 }
  const ensemble = ensembleOf([chain(shape.leaves, 2)], shape)
  const table = randomTable(shape, 3, 5)
  await expect(engine.shap(ensemble, table)).rejects.toThrow(/covers of output 0 are 0 in places.*Give background rows/)
  expect((await engine.shap(ensemble, table, { background: table })).additivityError.max).toBeLessThan(1e-12)
})

test("a child without cover gets no weight, and below a node without any XGBoost's children weigh one half", async () => {
  const engine = await Engine.create()
  const shape: Shape = { trees: 1, leaves: 4, features: 3, library: "xgboost" }
  const [tree] = randomTrees(shape, 2)
  const inner = tree!.left[0]! >= 0 && tree!.left[tree!.left[0]!]! >= 0 ? tree!.left[0]! : tree!.right[0]!
  const covers = Float64Array.from(tree!.covers)
  covers[inner] = covers[tree!.left[inner]!] = covers[tree!.right[inner]!] = 0
  const empty = [{ ...tree!, covers }]
  const table = randomTable(shape, 30, 2)
  const { values } = await engine.shap(ensembleOf(empty, shape), table)
  for (let i = 0; i < table.rows; i++) {
    const row = table.columns.map((column) => (column as { values: Float64Array }).values[i]!)
    expect(
      farthest(
        values.map((output) => output.map((feature) => feature[i]!)),
        treeshap(empty, 1, row, "xgboost").values,
      ),
    ).toBeLessThan(1e-14)
  }
})

function farthest(got: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): number {
  let most = 0
  expected.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) most = Math.max(most, Math.abs(got[i]![j]! - row[j]!))
  })
  return most
}
