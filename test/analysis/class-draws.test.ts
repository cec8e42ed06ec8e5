import { expect, test } from "vitest"
import { ClassDraws } from "../../src/analysis/class-draws.js"
import { evaluate } from "../../src/analysis/evaluate.js"
import { balancedAccuracyOf, fBetaOf } from "../../src/kernels/metrics/class-formulas.js"
import { metrics } from "../../src/kernels/metrics.js"
import { pick, random } from "../naive/random.js"

const next = random(5)
const classes = [0, 1, 2, 3]

/** Rows whose scores tie often and add up to 1. */
function rowsOf(count: number): { labels: Float64Array; columns: Float64Array[] } {
  const labels = Float64Array.from({ length: count }, () => pick(next, classes.length))
  const parts = [...labels].map((own) => classes.map((k) => 1 + pick(next, 4) + (k === own ? pick(next, 3) : 0)))
  const shares = parts.map((each) => each.map((part) => part / each.reduce((sum, other) => sum + other)))
  return { labels, columns: classes.map((k) => Float64Array.from(shares, (each) => each[k]!)) }
}

test("metrics of drawn rows are those of the library on these rows, with ties, weights and absent rows", () => {
  for (let round = 0; round < 20; round++) {
    const { labels, columns } = rowsOf(60)
    const draws = new ClassDraws(columns)
    const at = Float64Array.from({ length: 70 }, () => pick(next, 60))
    const y = at.map((row) => labels[row]!)
    const drawn = columns.map((column) => at.map((row) => column[row]!))
    for (const weights of [undefined, at.map((row) => row % 4)]) {
      const draw = draws.draw(y, at, weights)
      const given = { labels: classes, ...(weights && { weights }) }
      const close = (got: number, expected: number) => expect(got).toBeCloseTo(expected, 12)
      close(draws.aucOfEach(draw, "macro"), metrics.rocAuc(y, drawn, given))
      close(draws.aucOfEach(draw, "weighted"), metrics.rocAuc(y, drawn, { ...given, average: "weighted" }))
      if (!weights) close(draws.aucOfPairs(draw), metrics.rocAuc(y, drawn, { ...given, multiClass: "ovo" }))
      close(draws.logLoss(draw), metrics.logLoss(y, drawn, given))
      close(balancedAccuracyOf(draws.counts(draw)), metrics.balancedAccuracy(y, drawn, given))
      close(fBetaOf(draws.counts(draw), "macro", 1), metrics.f1(y, drawn, { ...given, average: "macro" }))
    }
  }
})

test("a class that was not drawn has no AUC, and weights of 0 have no metric", () => {
  const { labels, columns } = rowsOf(60)
  const draws = new ClassDraws(columns)
  const at = Float64Array.from(labels.keys()).filter((row) => labels[row] !== 2)
  const y = at.map((row) => labels[row]!)
  expect(draws.aucOfEach(draws.draw(y, at, undefined), "macro")).toBeNaN()
  expect(() =>
    draws.draw(
      y,
      at,
      at.map(() => 0),
    ),
  ).toThrow("weights are all 0")
})

test("intervals of few resamples say so, and any number can be asked for", () => {
  const count = 60_000
  const values = Float64Array.from({ length: count }, () => next())
  const y = values.map((value) => value + next())
  const columns = [
    { name: "y", type: "number" as const, values: y },
    { name: "p", type: "number" as const, values },
  ]
  const table = { name: "many.csv", rows: count, columns, notes: ["read so"] }
  const roles = { target: "y", score: "p", kind: "continuous" as const, only: ["rmse"] }
  const few = evaluate(table, roles)
  expect([few.resamples, few.metrics[0]!.samples]).toEqual([{ asked: 1000, drawn: 83 }, 83])
  const fewer = "bootstrap intervals are of 83 resamples instead of 1,000: there are 60,000 rows"
  expect(few.notes).toEqual(["read so", fewer])
  const asked = evaluate(table, { ...roles, resamples: 9 })
  expect([asked.resamples, asked.metrics[0]!.samples]).toEqual([{ asked: 9, drawn: 9 }, 9])
  expect(asked.notes).toEqual(["read so"])
  expect(() => evaluate(table, { ...roles, resamples: 0 })).toThrow("resamples is 0, expected a whole number above 0")
})
