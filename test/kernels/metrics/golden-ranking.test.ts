import { averagePrecisionAt, averagePrecisionByGroup } from "../../../src/kernels/metrics/average-precision-at.js"
import { ndcg, ndcgByGroup } from "../../../src/kernels/metrics/ndcg.js"
import { precisionByGroup } from "../../../src/kernels/metrics/precision-at.js"
import { recallByGroup } from "../../../src/kernels/metrics/recall-at.js"
import { reciprocalRankByGroup } from "../../../src/kernels/metrics/reciprocal-rank.js"
import { expect, test } from "../../harness/index.js"
import { metricCases } from "./cases.js"

type PerGroup = readonly (number | null | { value?: number })[]

interface Block {
  readonly per_group: PerGroup
  readonly per_group_available: PerGroup
  readonly per_group_min_denominator: PerGroup
  readonly per_group_all_denominator: PerGroup
  readonly mean_lightgbm?: number
  readonly value?: Readonly<Record<string, number>>
  readonly error?: unknown
}

for (const { id, inputs, results } of await metricCases("mrr")) {
  const { relevance: y, score, group_sizes: groups } = inputs
  for (const [name, result] of Object.entries(results)) {
    test(`${name} of ${id}`, () => check(name, result as unknown as Block, y!, score!, groups!))
  }
}

function check(name: string, block: Block, y: readonly number[], score: readonly number[], groups: readonly number[]) {
  const [what = "", at] = name.split("@")
  const options = { groups, ...(at !== "all" && at && { k: Number(at) }) }
  if (y.length === 0) expect(() => ndcg(y, score, options)).toThrow("got no rows")
  else if (what === "ndcg_linear") eachGroup(block.per_group, y, score, groups, { ...options, preset: "sklearn" })
  else if (what === "ndcg_exp_stable") {
    near(ndcgByGroup(y, score, options), block.per_group)
    near([ndcg(y, score, options)], [block.mean_lightgbm!])
  } else if (what === "map") {
    near(averagePrecisionByGroup(y, score, options), block.per_group_min_denominator)
    const all = averagePrecisionByGroup(y, score, { ...options, denominator: "relevant" })
    near(all, block.per_group_all_denominator)
    near([averagePrecisionAt(y, score, options)], [block.mean_lightgbm!])
  } else if (what === "precision") {
    near(precisionByGroup(y, score, options), block.per_group)
    near(precisionByGroup(y, score, { ...options, denominator: "available" }), block.per_group_available)
  } else if (what === "recall") near(recallByGroup(y, score, options), block.per_group)
  else if (what === "mrr") near(reciprocalRankByGroup(y, score, { groups }), block.per_group)
  else if (/_native$/.test(what)) libraries(what, block, y, score, groups)
  else expect(what).toBe("ndcg_linear_ignore_ties") // scikit-learn's order inside ties is not stable
}

/** scikit-learn knows one group at a time. */
function eachGroup(
  expected: PerGroup,
  y: readonly number[],
  score: readonly number[],
  groups: readonly number[],
  options: Parameters<typeof ndcg>[2],
) {
  let from = 0
  groups.forEach((size, group) => {
    const own = { ...options, groups: [size] }
    const compute = () => ndcg(y.slice(from, from + size), score.slice(from, from + size), own)
    const value = (expected[group] as { value?: number }).value
    if (value === undefined) expect(compute).toThrow(RangeError)
    else near([compute()], [value])
    from += size
  })
}

/** What LightGBM and XGBoost themselves said. */
function libraries(
  what: string,
  block: Block,
  y: readonly number[],
  score: readonly number[],
  groups: readonly number[],
) {
  const preset = what === "lightgbm_native" ? "lightgbm" : "xgboost"
  if (block.error) {
    expect(() => ndcg(y, score, { groups, preset })).toThrow(RangeError)
    return
  }
  for (const [name, expected] of Object.entries(block.value!)) {
    const [metric, at = ""] = name.split("@")
    const irrelevant = at.endsWith("-") ? ("zero" as const) : ("one" as const)
    const options = { groups, k: Number.parseInt(at, 10), irrelevant }
    if (metric === "ndcg") near([ndcg(y, score, { ...options, preset })], [expected], 1e-11)
    else if (metric === "map") near([averagePrecisionAt(y, score, options)], [expected], 1e-11)
    else near([meanOf(precisionByGroup(y, score, { ...options, denominator: "available" }))], [expected], 1e-11)
  }
}

function near(found: ArrayLike<number>, expected: PerGroup, tolerance = 1e-12) {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, i) => {
    if (value === null) expect(found[i]).toBeNaN()
    else
      expect(Math.abs(found[i]! - (value as number))).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value as number)),
      )
  })
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
