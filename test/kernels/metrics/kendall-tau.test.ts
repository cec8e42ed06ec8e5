import { kendallTau } from "../../../src/kernels/metrics/kendall-tau.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

test("kendallTau counts the pairs", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed)
    const rows = 3 + pick(next, 120)
    const a = Array.from({ length: rows }, (_, i) => (i < 2 ? i : pick(next, 10) - 5))
    const b = Array.from({ length: rows }, (_, i) => (i < 2 ? -i : pick(next, 4) - next() * (seed % 2)))
    expect(Math.abs(kendallTau(a, b) - pairs(a, b))).toBeLessThan(1e-13)
    expect(kendallTau(b, a)).toBeCloseTo(kendallTau(a, b), 14)
  }
})

test("a rising map changes nothing, a falling one the sign", () => {
  const next = random(3)
  const values = Float64Array.from({ length: 500 }, () => next() * 20 - 10)
  expect(kendallTau(values, values.map(Math.exp))).toBeCloseTo(1, 14)
  const falling = values.map((value) => -(value ** 3))
  expect(kendallTau(values, falling)).toBeCloseTo(-1, 14)
})

test("what has no order is refused", () => {
  expect(() => kendallTau([1, 1], [1, 2])).toThrow("constant side")
  expect(() => kendallTau([1, 2], [1])).toThrow("got 1 values, expected 2")
  expect(() => kendallTau([1, Number.NaN], [1, 2])).toThrow("values[1] is NaN")
})

function pairs(a: readonly number[], b: readonly number[]): number {
  let [score, untiedA, untiedB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [first, second] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)]
      score += first * second
      untiedA += Math.abs(first)
      untiedB += Math.abs(second)
    }
  }
  return score / Math.sqrt(untiedA * untiedB)
}
