import { descendingOrder } from "../../../src/kernels/metrics/descending-order.js"
import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

const shapes: Record<string, (next: () => number, i: number) => number> = {
  even: (next) => next(),
  "few values": (next) => pick(next, 7) - 3,
  "many magnitudes": (next) => (pick(next, 2) ? 1 : -1) * 10 ** (600 * next() - 300),
  "an outlier": (next, i) => (i === 5 ? 1e12 : next()),
  "two clusters": (next) => pick(next, 2) + 1e-9 * next(),
  "the largest range": (next, i) => (i % 3 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE * next()),
  "the smallest numbers": (next) => pick(next, 50) * Number.MIN_VALUE,
  "zeros of both signs": (next) => [0, -0, 1, -1][pick(next, 4)]!,
  constant: () => 2.5,
  descending: (_next, i) => -i,
  ascending: (_next, i) => i,
}

for (const [name, value] of Object.entries(shapes)) {
  test(`rows from the highest score down, ties in their order: ${name}`, () => {
    for (const rows of [1, 2, 47, 48, 49, 300, 5000]) {
      const next = random(rows)
      const scores = Float64Array.from({ length: rows }, (_, i) => value(next, i))
      const naive = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
      expect(Array.from(descendingOrder(scores))).toEqual(naive)
    }
  })
}

test("lift and its table are counted from the top, whatever moves the scores alike", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed)
    const labels = Array.from({ length: 20 + pick(next, 200) }, (_, i) => (i < 2 ? i : pick(next, 2)))
    const scores = labels.map((label) => pick(next, 20) + label)
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b)
    const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length
    const count = Math.ceil(0.25 * labels.length)
    const hits = order.slice(0, count).filter((i) => labels[i]).length
    expect(metrics.lift(labels, scores, { fraction: 0.25 })).toBeCloseTo(hits / count / rate, 13)
    expect(metrics.lift(labels, scores.map(Math.exp), { k: count })).toBe(metrics.lift(labels, scores, { k: count }))
    const table = metrics.liftTable(labels, scores, { bins: 7 })
    expect(table.reduce((sum, { rows }) => sum + rows, 0)).toBe(labels.length)
    expect(table.at(-1)).toMatchObject({ cumulativeLift: 1, cumulativeGain: 1 })
    expect(table[0]!.cumulativeLift).toBe(table[0]!.lift)
    expect(metrics.cumulativeGains(labels, scores, { points: 4 })[0]!.gain).toBeCloseTo(hits / rate / labels.length, 13)
  }
})

test("a border inside a tie: in row order, or the mean over all orders", () => {
  const [labels, scores] = [
    [1, 0, 0, 1],
    [3, 1, 1, 1],
  ]
  expect(metrics.lift(labels, scores, { k: 2 })).toBe(1)
  expect(metrics.lift(labels, scores, { k: 2, ties: "average" })).toBeCloseTo((1 + 1 / 3) / 2 / 0.5, 14)
  expect(metrics.lift(labels, [1, 1, 1, 1], { fraction: 0.5, ties: "average" })).toBeCloseTo(1, 14)
  expect(() => metrics.lift([0, 0], [1, 2])).toThrow(/without a positive/)
  expect(() => metrics.lift(labels, scores, { k: 9 })).toThrow(/k 9/)
  expect(() => metrics.lift(labels, scores, { fraction: 0 })).toThrow(/fraction 0/)
})
