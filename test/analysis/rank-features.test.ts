import { expect, test } from "vitest"
import { rankFeatures } from "../../src/analysis/rank-features.js"
import type { Table } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import { readModel } from "../../src/readers/model.js"
import { readTable } from "../../src/readers/table.js"
import type { Explanation } from "../../src/results/explanation.js"
import { golden } from "../harness/index.js"
import { goldenJson } from "../stores/golden-store.js"
import { tableOf } from "./tables.js"

interface Summary {
  readonly summary: {
    readonly feature: string
    readonly mean_abs_shap: number
    readonly mean_shap: number
    /** "NaN" for a feature without effect. */
    readonly spearman_value_vs_shap: number | "NaN" | null
  }[][]
}

const models = {
  lgb_binary: "model.txt",
  lgb_regression: "model.txt",
  xgb_binary: "model.json",
  xgb_reg_auto_base: "model.ubj",
}

for (const [name, file] of Object.entries(models)) {
  test(`${name}: the ranking is that of the library's own SHAP values`, async () => {
    const { summary } = await goldenJson<Summary>(`${name}/expected.json`)
    const expected = new Map(summary[0]!.map((each) => [each.feature, each]))
    const { explanation, table } = await explained(name, file)
    const ranked = rankFeatures(explanation, table)
    expect(ranked).toHaveLength(expected.size)
    // XGBoost's own values are sums in single precision: two that are nearly equal may change places.
    const near = name.startsWith("lgb") ? 1e-9 : 1e-5
    const largest = Math.max(...summary[0]!.map((each) => each.mean_abs_shap))
    for (const [i, each] of ranked.entries()) {
      const { mean_abs_shap, mean_shap, spearman_value_vs_shap } = expected.get(each.feature)!
      expect(Math.abs(each.meanAbsShap - mean_abs_shap)).toBeLessThan(near * largest)
      expect(Math.abs(each.meanShap - mean_shap)).toBeLessThan(near * largest)
      expect(each.meanAbsShap).toBeLessThanOrEqual(ranked[i - 1]?.meanAbsShap ?? Infinity)
      expect(each.correlation === null).toBe(typeof spearman_value_vs_shap !== "number")
      if (each.correlation === null || typeof spearman_value_vs_shap !== "number") continue
      // In the binary cases values that the library has as equal differ by rounding here, which changes their ranks.
      const apart = Math.abs(each.correlation - spearman_value_vs_shap)
      expect(apart).toBeLessThan(name.endsWith("_binary") ? 5e-3 : 1e-9)
      expect(each.direction).toBe(direction(spearman_value_vs_shap))
    }
  })
}

test("several outputs are ranked by the mean over all of them, or one by itself", async () => {
  const { explanation, table } = await explained("lgb_multiclass", "model.txt")
  expect(explanation.outputs).toBe(5)
  const all = rankFeatures(explanation, table)
  const each = Array.from({ length: 5 }, (_, k) => rankFeatures(explanation, table, k))
  for (const { feature, meanAbsShap, meanShap } of all) {
    const parts = each.map((ranked) => ranked.find((one) => one.feature === feature)!)
    expect(meanAbsShap).toBeCloseTo(mean(parts.map((part) => part.meanAbsShap)), 14)
    expect(meanShap).toBeCloseTo(mean(parts.map((part) => part.meanShap)), 14)
  }
  const values = explanation.values[3]!
  const first = each[3]![0]!
  const column = values[explanation.features.indexOf(first.feature)]!
  expect(first.meanAbsShap).toBeCloseTo(mean(Array.from(column, Math.abs)), 14)
  expect(first.meanAbsShap).toBe(Math.max(...each[3]!.map((one) => one.meanAbsShap)))
})

test("the correlation over several outputs is the mean of those that have one", () => {
  const rising = Float64Array.of(1, 2, 3)
  const falling = Float64Array.of(3, 2, 1)
  const none = new Float64Array(3)
  const table = tableOf({ x: [1, 2, 3] })
  expect(rankFeatures(explanationOf([[rising], [none]], ["x"]), table)[0]!.correlation).toBeCloseTo(1, 15)
  expect(rankFeatures(explanationOf([[rising], [falling]], ["x"]), table)[0]!.correlation).toBeCloseTo(0, 15)
  expect(rankFeatures(explanationOf([[none], [none]], ["x"]), table)[0]!.correlation).toBeNull()
})

test("ties keep the model's order", () => {
  const columns = [1, 3, 2, 3].map((value) => Float64Array.of(value, -value))
  const table = tableOf({ a: [1, 2], b: [1, 2], c: [1, 2], d: [1, 2] })
  const ranked = rankFeatures(explanationOf([columns], ["a", "b", "c", "d"]), table)
  expect(ranked.map(({ feature }) => feature)).toEqual(["b", "d", "c", "a"])
})

test("a feature is measured against the column that was matched to it, whatever that is called", () => {
  const table = tableOf({ second: [3, 2, 1], first: [1, 2, 3] })
  const explanation = explanationOf([[Float64Array.of(1, 2, 3)]], ["Column_0"])
  const matched = (column: string): Explanation => ({
    ...explanation,
    matching: { ...explanation.matching, columns: [column] },
  })
  expect(rankFeatures(matched("first"), table)[0]).toMatchObject({ feature: "Column_0", direction: "POSITIVE" })
  expect(rankFeatures(matched("second"), table)[0]).toMatchObject({ feature: "Column_0", direction: "NEGATIVE" })
})

test("a table without rows has zeros and no direction", () => {
  const ranked = rankFeatures(explanationOf([[new Float64Array(0)]], ["x"]), tableOf({ x: [] }))
  expect(ranked).toEqual([{ feature: "x", meanAbsShap: 0, meanShap: 0, direction: "MIXED", correlation: null }])
})

test("an output that the model does not have is refused", () => {
  const explanation = explanationOf([[Float64Array.of(1)], [Float64Array.of(1)]], ["x"])
  for (const output of [2, -1, 0.5]) {
    expect(() => rankFeatures(explanation, tableOf({ x: [1] }), output)).toThrow(
      `got output ${output}, expected 0 to 1`,
    )
  }
})

async function explained(name: string, file: string): Promise<{ explanation: Explanation; table: Table }> {
  const ensemble = readModel(await golden(`${name}/${file}`), { name: file })
  const table = await readTable(await golden(`${name}/features.arrow`), { name: "features.arrow" })
  const engine = await Engine.create()
  return { explanation: await engine.shap(ensemble, table), table }
}

function explanationOf(values: Float64Array[][], features: string[]): Explanation {
  const rows = values[0]![0]!.length
  return {
    features,
    outputs: values.length,
    space: "raw",
    values,
    baseValues: values.map(() => 0),
    margins: new Float64Array(rows * values.length),
    additivityError: { max: 0, relative: 0 },
    matching: { columns: features, byPosition: false, extra: [], unseen: [], notes: [] },
  }
}

function direction(correlation: number): string {
  return Math.abs(correlation) <= 0.3 ? "MIXED" : correlation > 0 ? "POSITIVE" : "NEGATIVE"
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
