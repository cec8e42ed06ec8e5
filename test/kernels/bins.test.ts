import type { Tree } from "../../src/data/tree.js"
import { rule } from "../../src/data/tree.js"
import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { goesLeft } from "../naive/decide.js"
import { ensembleOf } from "../naive/forest.js"

const engine = await Engine.create()

/** One split: -1 on the left, 1 on the right. */
function stump(threshold: number, rules: number, set?: readonly number[]): Tree {
  return {
    output: 0,
    width: 1,
    features: [0, 0, 0],
    thresholds: [threshold, 0, 0],
    rules: [rules, 0, 0],
    left: [1, -1, -1],
    right: [2, -1, -1],
    covers: [2, 1, 1],
    gains: [0, 0, 0],
    values: [0, -1, 1],
    ...(set && { sets: new Map([[0, set]]) }),
  }
}

/** Where each value goes at each split, all splits in one forest, against the libraries' rules. */
async function compare(
  trees: readonly Tree[],
  values: readonly number[],
  library: "lightgbm" | "xgboost",
  missing?: number,
) {
  const shape = { trees: trees.length, leaves: 2, features: 1, outputs: trees.length, library }
  const ensemble = {
    ...ensembleOf(
      trees.map((tree, output) => ({ ...tree, output })),
      shape,
    ),
    base: new Float64Array(trees.length),
  }
  const table = {
    name: "t",
    rows: values.length,
    columns: [{ name: "f0", type: "number" as const, values: Float64Array.from(values) }],
    notes: [],
  }
  const margins = await engine.predict(missing === undefined ? ensemble : { ...ensemble, missing }, table)
  const read = (value: number) =>
    missing !== undefined && Math.fround(value) === Math.fround(missing) ? Number.NaN : value
  const expected = values.flatMap((value) => trees.map((tree) => (goesLeft(tree, 0, read(value), library) ? -1 : 1)))
  expect([...margins]).toEqual(expected)
}

const thresholds = [
  -1e300,
  -2.5,
  -1e-35,
  0,
  1e-40,
  1e-35,
  1.0000000180025095e-35,
  0.1,
  1,
  1 + 2 ** -52,
  1 + 2 ** -23,
  3,
  16777217,
  1e300,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
]
const near = thresholds.flatMap((threshold) => [
  threshold,
  up(threshold),
  -up(-threshold),
  Math.fround(threshold),
  up32(threshold),
  -up32(-threshold),
])
const values = [
  ...near,
  Number.NaN,
  0,
  -0,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-36,
  -1e-36,
  1e39,
  -1e39,
]

for (const [name, kind] of Object.entries({ none: rule.missingNone, zero: rule.missingZero, NaN: rule.missingNaN })) {
  for (const side of [0, rule.missingLeft]) {
    test(`LightGBM: values on and beside thresholds, missing ${name}, default ${side ? "left" : "right"}`, async () => {
      await compare(
        thresholds.map((threshold) => stump(threshold, kind | side)),
        values,
        "lightgbm",
      )
    })
  }
}

for (const side of [0, rule.missingLeft]) {
  test(`XGBoost: values on and beside thresholds in float32, default ${side ? "left" : "right"}`, async () => {
    const trees = thresholds.map((threshold) => stump(Math.fround(threshold), rule.missingNaN | side))
    await compare(trees, values, "xgboost")
    await compare(trees, [...values, -999, -999.00001, -998], "xgboost", -999)
  })
}

const categories = [0, 1, 2, 30, 31, 32, 33, 63, 64, 1000, 65535, 65536, 2 ** 24 - 1]
const codes = [
  ...categories,
  3,
  34,
  999,
  2 ** 24,
  2 ** 24 + 5,
  2 ** 31,
  2 ** 32,
  2 ** 32 + 1,
  1e18,
  -1,
  -0.5,
  -1e-9,
  0.9,
  31.999,
  Number.NaN,
]

test("categories: listed or not, beyond the list, negative, fractional, huge, missing", async () => {
  const sets = [[], [0], [31], [32], [0, 31, 32, 33], categories.slice(0, 6), categories, [1000, 65536]]
  await compare(
    sets.map((set) => stump(0, rule.categorical, set)),
    [...codes, Number.POSITIVE_INFINITY],
    "lightgbm",
  )
  for (const side of [0, rule.missingLeft]) {
    const rules = rule.categorical | rule.listedRight | rule.missingNaN | side
    await compare(
      sets.map((set) => stump(0, rules, set)),
      [...codes, Number.POSITIVE_INFINITY],
      "xgboost",
    )
  }
})

test("codes of one, two and four bytes decide alike", async () => {
  for (const count of [3, 300, 70_000]) {
    const trees = Array.from({ length: count }, (_, i) => ({ ...stump(i, rule.missingNaN), output: 0 }))
    const ensemble = ensembleOf(trees, { trees: count, leaves: 2, features: 1 })
    const values = Float64Array.from([-1, 0, 0.5, 1, 2, count / 2, count - 1, count, Number.NaN])
    const table = {
      name: "t",
      rows: values.length,
      columns: [{ name: "f0", type: "number" as const, values }],
      notes: [],
    }
    // A value passes every whole number below it: so many trees send it right.
    const right = [...values].map((value) =>
      Number.isNaN(value) ? count : Math.min(count, Math.max(0, Math.ceil(value))),
    )
    expect([...(await engine.predict(ensemble, table))]).toEqual(right.map((many) => many - (count - many)))
  }
})

/** The next double above. */
function up(value: number): number {
  const bits = new BigInt64Array(Float64Array.of(value === 0 ? 0 : value).buffer)
  bits[0]! += value < 0 ? -1n : 1n
  return new Float64Array(bits.buffer)[0]!
}

/** The next float above, as a double. */
function up32(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)
  bits[0]! += value < 0 ? -1 : 1
  return new Float32Array(bits.buffer)[0]!
}
