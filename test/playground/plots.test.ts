import { beeswarmLayout } from "../../playground/plots/beeswarm-layout.js"
import { blankPixels, drawSwarm, type Swarm } from "../../playground/plots/beeswarm-pixels.js"
import { colorLimits } from "../../playground/plots/color-limits.js"
import { plain, shortened, signed } from "../../playground/plots/format.js"
import { topFeatures } from "../../playground/plots/top-features.js"
import { expect, test } from "../harness/index.js"

test("numbers are written as shap writes them, with a real minus", () => {
  expect([signed(0.126), signed(-0.5), signed(0)]).toEqual(["+0.13", "\u22120.50", "+0.00"])
  expect([plain(0.12345), plain(-2), plain(1e-5), plain(2020), plain(1.5e9), plain(Number.NaN)]).toEqual([
    ...["0.123", "\u22122", "1.00e-5", "2020", "1.50e+9", "missing"],
  ])
  expect([shortened("short", 8), shortened("much too long", 8)]).toEqual(["short", "much to\u2026"])
})

test("ten rows show ten features, or nine and the rest", () => {
  expect(topFeatures(10)).toEqual({ first: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], rest: [] })
  expect(topFeatures(12).first.length).toBe(9)
  expect(topFeatures(12).rest).toEqual([9, 10, 11])
})

test("colours run from the 5th to the 95th percentile of what is present", () => {
  const values = Float64Array.from({ length: 1001 }, (_, i) => i)
  values[17] = Number.NaN
  const [low, high] = colorLimits(values)!
  expect(low).toBeGreaterThanOrEqual(50)
  expect(low).toBeLessThanOrEqual(52)
  expect(high).toBeGreaterThanOrEqual(949)
  expect(high).toBeLessThanOrEqual(951)
  const mostlyZero = Float64Array.from({ length: 1000 }, (_, i) => (i < 980 ? 0 : i))
  expect(colorLimits(mostlyZero)![1]).toBeGreaterThan(0)
  expect(colorLimits(Float64Array.of(Number.NaN))).toBeUndefined()
  expect(colorLimits(Float64Array.of(3, 3))).toEqual([3, 3])
})

test("dots of one bin pile up on both sides of the line and fill the row", () => {
  const heights = beeswarmLayout(
    Float64Array.from({ length: 9 }, () => 0),
    -1,
    1,
  )
  expect(heights[0]).toBeCloseTo(0)
  expect(Math.max(...heights)).toBeLessThanOrEqual(1)
  expect(Math.min(...heights)).toBeCloseTo(-Math.max(...heights))
  expect(new Set(heights).size).toBe(9)
})

test("a hundred thousand rows of ten features become pixels that know their rows", () => {
  const rows = 100_000
  const swarms: Swarm[] = Array.from({ length: 10 }, (_, s) => {
    const values = Float64Array.from({ length: rows }, (_, row) => Math.sin(row * (s + 1)))
    const colors = values.map((value, row) => (row % 50 === 0 ? Number.NaN : value))
    return { values, colors, limits: colorLimits(colors), heights: beeswarmLayout(values, -1, 1) }
  })
  const place = { zero: 300, perUnit: 280, rowHeight: 36, reach: 15, radius: 1 }
  const { colors, ids } = blankPixels(600, 360)
  for (const [s, swarm] of swarms.entries()) drawSwarm({ width: 600, height: 360, colors, ids }, swarm, s, place)
  let wrong = 0
  let seen = 0
  ids.forEach((id, at) => {
    expect(id > 0).toBe(colors[at] !== 0)
    if (id === 0) return
    seen++
    const [s, row] = [Math.floor((id - 1) / rows), (id - 1) % rows]
    const away = Math.abs((at % 600) - Math.round(300 + swarms[s]!.values[row]! * 280))
    if (away > 1 || Math.abs(Math.floor(at / 600) - (s + 0.5) * 36) > 17) wrong++
  })
  expect(wrong).toBe(0)
  expect(seen).toBeGreaterThan(20_000)
})
