import { expect, test } from "vitest"
import { standingOf, usualLevels } from "../../src/analysis/interpretation.js"

test("000: the levels are the document's table, and say where its values stand", () => {
  const rows = [
    ["auc", 0.5, 0.58, 0.65],
    ["lift", 1, 1.3, 1.5],
    ["spearman", 0, 0.25, 0.4],
    ["ndcg@10", 0.5, 0.7, 0.85],
    ["percentileRmse", 29, 25, 20],
  ] as const
  expect(Object.keys(usualLevels)).toEqual(rows.map(([metric]) => metric))
  for (const [metric, random, good, excellent] of rows) {
    const levels = usualLevels[metric]!
    expect(levels).toEqual({ random, good, excellent })
    const between = standingOf((random + good) / 2, levels)
    const standings = [standingOf(random, levels), between, standingOf(good, levels), standingOf(excellent, levels)]
    expect(standings).toEqual(["no better than random", "weak", "good", "excellent"])
  }
})
