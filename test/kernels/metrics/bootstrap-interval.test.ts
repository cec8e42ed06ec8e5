import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

function rows(count: number, seed: number): { labels: Uint8Array; scores: Float64Array; days: string[] } {
  const next = random(seed)
  const labels = Uint8Array.from({ length: count }, () => (next() < 0.4 ? 1 : 0))
  return {
    labels,
    scores: Float64Array.from(labels, (label) => label + 2 * next()),
    days: Array.from(labels, (_, i) => `2024-01-${i % 20}`),
  }
}

test("the bootstrap of the AUC is close to DeLong's interval, and the same for the same seed", () => {
  const { labels, scores } = rows(600, 1)
  const exact = metrics.rocAucInterval(labels, scores)
  const got = metrics.bootstrapInterval(metrics.rocAuc, labels, scores, { seed: 7, samples: 800 })
  expect(got).toMatchObject({ value: exact.value, level: 0.95, samples: 800, undefinedSamples: 0, blocks: 600 })
  expect(Math.abs(got.low - exact.low)).toBeLessThan(0.01)
  expect(Math.abs(got.high - exact.high)).toBeLessThan(0.01)
  expect(metrics.bootstrapInterval(metrics.rocAuc, labels, scores, { seed: 7, samples: 800 })).toEqual(got)
  expect(metrics.bootstrapInterval(metrics.rocAuc, labels, scores, { seed: 8, samples: 800 })).not.toEqual(got)
})

test("blocks are drawn whole", () => {
  const next = random(3)
  const sizes = Array.from({ length: 30 }, () => 1 + pick(next, 60))
  const key = sizes.flatMap((size, block) => Array.from({ length: size }, () => block))
  const shuffled = key.map((block) => ({ block, by: next() })).sort((a, b) => a.by - b.by)
  const blocks = shuffled.map(({ block }) => block)
  const seen: number[] = []
  const spread = (values: ArrayLike<number>, told: { groups: Uint32Array }) => {
    let at = 0
    for (const size of told.groups) {
      const block = Array.from(values).slice(at, at + size)
      expect(new Set(block).size).toBe(1)
      expect(size).toBe(sizes[block[0]!])
      at += size
    }
    expect(at).toBe(values.length)
    seen.push(told.groups.length)
    return values.length
  }
  const got = metrics.bootstrapInterval(spread, blocks, { blockBy: blocks, samples: 40, seed: 2 })
  expect(got.value).toBe(blocks.length)
  expect(got.blocks).toBe(30)
  expect(seen).toEqual(Array.from({ length: 41 }, () => 30))
})

test("rows that move together by day widen the interval when days are drawn", () => {
  const next = random(9)
  const shocks = Array.from({ length: 40 }, () => next() - 0.5)
  const values = Float64Array.from({ length: 4000 }, (_, i) => shocks[i % 40]! + 0.1 * next())
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length
  const single = metrics.bootstrapInterval(mean, values, { samples: 200 })
  const days = Array.from(values, (_, i) => new Date(86_400_000 * (i % 40)))
  const byDay = metrics.bootstrapInterval(mean, values, { samples: 200, blockBy: days })
  expect(byDay.blocks).toBe(40)
  expect(byDay.high - byDay.low).toBeGreaterThan(5 * (single.high - single.low))
})

test("resamples on which the metric is not defined are counted, and none at all is an error", () => {
  const labels = [true, false, false, false, false]
  const scores = [0.9, 0.1, 0.2, 0.3, 0.4]
  const got = metrics.bootstrapInterval(metrics.rocAuc, labels, scores, { samples: 500 })
  expect(got.samples + got.undefinedSamples).toBe(500)
  // (4/5)^5 of them have no positive.
  expect(Math.abs(got.undefinedSamples / 500 - 0.8 ** 5)).toBeLessThan(0.08)
  expect(() => metrics.bootstrapInterval(metrics.rocAuc, [1, 1], [0.1, 0.2])).toThrow(/one class/)
  const once = { calls: 0 }
  const fails = () => {
    once.calls++
    if (once.calls > 1) throw new RangeError("not defined")
    return 1
  }
  expect(() => metrics.bootstrapInterval(fails, [1, 2], { samples: 5 })).toThrow(/no value from 5/)
  const breaks = () => {
    throw new TypeError("a fault of the metric")
  }
  expect(() => metrics.bootstrapInterval(breaks, [1, 2])).toThrow(TypeError)
})

test("bad input is refused", () => {
  expect(() => metrics.bootstrapInterval(metrics.rocAuc, [1, 0], [0.5])).toThrow(/2, 1 rows/)
  expect(() => metrics.bootstrapInterval(metrics.rocAuc, [1, 0], [0.5, 0.1], { level: 95 })).toThrow(/level 95/)
  expect(() => metrics.bootstrapInterval(metrics.rocAuc, [1, 0], [0.5, 0.1], { blockBy: ["a"] })).toThrow(/1 keys/)
  expect(() => metrics.bootstrapInterval(metrics.rocAuc, [1, 0], [0.5, 0.1], { blockBy: ["a", "a"] })).toThrow(
    /one block/,
  )
})

test("a ranking metric is told the groups", () => {
  const [y, s] = [
    [1, 0, 0, 1],
    [0.9, 0.8, 0.7, 0.6],
  ]
  const firstHits = metrics.bootstrapInterval(
    (labels, _scores, { groups }) => groups.reduce((sum, size, i) => sum + (labels[2 * i] ? size : 0), 0) / 4,
    y,
    s,
    { blockBy: ["a", "a", "b", "b"], samples: 50 },
  )
  expect(firstHits.value).toBe(0.5)
  expect([firstHits.low, firstHits.high]).toEqual([0, 1])
})
