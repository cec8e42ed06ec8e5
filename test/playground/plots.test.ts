import { beeswarmLayout } from "../../playground/plots/beeswarm-layout.js"
import { blankPixels, drawSwarm, type Swarm } from "../../playground/plots/beeswarm-pixels.js"
import { decisionMarkdown } from "../../playground/plots/cards.js"
import { csvOf } from "../../playground/plots/chart-table.js"
import { type CloudData, cloudScales, histogramOf } from "../../playground/plots/cloud.js"
import { drawCloud } from "../../playground/plots/cloud-pixels.js"
import { colorLimits } from "../../playground/plots/color-limits.js"
import { timeTicks } from "../../playground/plots/curves.js"
import { completeFilter } from "../../playground/plots/filter-words.js"
import { effect, plain, shortened, signed, withInterval } from "../../playground/plots/format.js"
import { type PaletteName, paletteOf } from "../../playground/plots/palette.js"
import { axisShare, withinBrushes } from "../../playground/plots/parallel.js"
import { drawParallel } from "../../playground/plots/parallel-pixels.js"
import { quantile } from "../../playground/plots/permutation-boxes.js"
import { accountText } from "../../playground/plots/plot.js"
import { byDisagreement } from "../../playground/plots/rank-agreement.js"
import { rollingMean } from "../../playground/plots/rank-ic.js"
import { nestRuns, type RunRow, runColumns, sortRuns } from "../../playground/plots/run-columns.js"
import { choiceOf, leftOutOf, nextOrder, orderOf } from "../../playground/plots/table-look.js"
import { ratesAt, thresholdAtCost, thresholdAtShare, thresholdAtValue } from "../../playground/plots/threshold.js"
import { topFeatures } from "../../playground/plots/top-features.js"
import { walkTo } from "../../playground/plots/walk.js"
import { mulberry32 } from "../../src/data/mulberry32.js"
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

test("limits of any values are those of all in order: ties, periods, runs, what is not finite", () => {
  const random = mulberry32(7)
  const rows = 30_000
  const kinds: Record<string, (i: number) => number> = {
    even: () => random(),
    few: () => Math.floor(random() * 3),
    "mostly one": () => (random() < 0.93 ? 0 : random() - 0.5),
    "a tie at the edge": () => (random() < 0.04 ? -random() : random() < 0.5 ? 0 : random()),
    "in order": (i) => i,
    "rare ones": (i) => (i % 1000 === 0 ? random() : Number.NaN),
    endless: () => (random() < 0.1 ? Number.POSITIVE_INFINITY : random() * 1e300),
    constant: () => -2,
  }
  for (const [kind, each] of Object.entries(kinds)) {
    for (const values of [Float64Array.from({ length: rows }, (_, i) => each(i)), Float32Array.of(3, 1, 2)]) {
      const sorted = Float64Array.from(values).filter(Number.isFinite).sort()
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
      const share = [0.05, 0.01, 0].find((each) => at(each) < at(1 - each)) ?? 0
      expect([kind, colorLimits(values)]).toEqual([kind, [at(share), at(1 - share)]])
    }
  }
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

test("effects keep two figures, intervals stand in brackets, row accounts name their losses", () => {
  expect([effect(0.5), effect(-0.0123), effect(0.00042), effect(0), effect(3e-9)]).toEqual([
    ...["+0.50", "\u22120.012", "+0.00042", "+0.00", "+3.0e-9"],
  ])
  expect(withInterval(0.7134, [0.7021, 0.724])).toBe("0.713 [0.702, 0.724]")
  expect(
    accountText({
      in: 1000,
      used: 980,
      dropped: [
        ["without a target", 20],
        ["twice", 0],
      ],
    }),
  ).toBe("1,000 rows in \u2192 980 used (20 without a target)")
})

test("a table becomes CSV with commas, quotes and lines in its cells", () => {
  const table = {
    columns: ["a,b", "c"],
    rows: [
      ['say "x"', 1.5],
      ["two\nlines", -2],
    ] as [string, number][],
  }
  expect(csvOf(table)).toBe('"a,b",c\n"say ""x""",1.5\n"two\nlines",-2\n')
})

test("names in Markdown stay names", () => {
  const facts = [{ name: "a|b", value: "<i>", good: true }]
  const text = decisionMarkdown({
    challenger: "*x*",
    champion: "[y](z)",
    verdict: "keep",
    sentence: "s",
    facts,
    open: [],
  })
  expect(text).toContain("# \\*x\\* against \\[y\\]\\(z\\): keep")
  expect(text).toContain("| a\\|b | \\<i\\> (better) |")
})

test("every palette keeps its ends apart from the ground, and grey for what is missing", () => {
  const light = (pixel: number) => {
    const [red = 0, green = 0, blue = 0] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255].map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  for (const name of ["shap", "okabe-ito", "cividis"] as PaletteName[]) {
    for (const dark of [false, true]) {
      const { pixels } = paletteOf(name, dark)
      expect(pixels.length).toBe(256)
      for (const end of [pixels[0]!, pixels[255]!]) {
        const [a, b] = [light(end) + 0.05, (dark ? 0.0065 : 1) + 0.05]
        expect(Math.max(a, b) / Math.min(a, b)).toBeGreaterThan(2)
      }
    }
  }
})

test("a cloud of a hundred thousand points is pixels, and every pixel knows its row", () => {
  const rows = 100_000
  const x = Float64Array.from({ length: rows }, (_, i) => (i % 1000 === 3 ? Number.NaN : Math.sin(i)))
  const y = Float64Array.from({ length: rows }, (_, i) => Math.cos(i * 1.7))
  const data: CloudData = {
    heading: "h",
    summary: "s",
    x: { label: "x", values: x },
    y: { label: "y", values: y },
    color: { label: "c", values: y },
  }
  const scales = cloudScales(data, 700, 320)
  const { pixels: scale } = paletteOf("shap", false)
  const pixels = blankPixels(700, 320)
  drawCloud(pixels, data, scales, 1, scale, scale[0]!)
  let wrong = 0
  pixels.ids.forEach((id, at) => {
    if (id === 0 || Number.isNaN(x[id - 1]!)) return
    const away = Math.hypot((at % 700) - scales.x(x[id - 1]!), Math.floor(at / 700) - scales.y(y[id - 1]!))
    if (away > 3) wrong++
  })
  expect(wrong).toBe(0)
  expect(pixels.ids.some((id) => id > 0 && Number.isNaN(x[id - 1]!))).toBe(true)
})

test("bins of a histogram hold every value that is there once", () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => (i === 7 ? Number.NaN : i))
  const bins = histogramOf(values, [0, 999])
  expect(bins.length).toBe(50)
  expect(bins.reduce((sum, count) => sum + count, 0)).toBe(999)
})

test("rates at a threshold add up, and a threshold is found by value, share and cost", () => {
  const data = {
    thresholds: [0.9, 0.7, 0.5, 0.2],
    truePositives: [1, 3, 4, 5],
    falsePositives: [0, 1, 4, 15],
    positives: 5,
    negatives: 15,
  }
  const rates = ratesAt(data, 1)
  expect([rates.precision, rates.recall, rates.trueNegatives, rates.falseNegatives]).toEqual([0.75, 0.6, 14, 2])
  expect(rates.f1).toBeCloseTo(2 / (1 / 0.75 + 1 / 0.6))
  expect([thresholdAtValue(data, 0.7), thresholdAtValue(data, 0.6), thresholdAtValue(data, 0.1)]).toEqual([1, 1, 3])
  expect(thresholdAtShare(data, 0.4)).toBe(2)
  expect(thresholdAtCost(data)).toBe(1)
  expect(thresholdAtCost({ ...data, costs: { falsePositive: 0.1, falseNegative: 5 } })).toBe(3)
})

test("dates on an axis are round, in UTC and few", () => {
  const year = timeTicks(Date.UTC(2020, 0, 15), Date.UTC(2021, 0, 15), 6).map(({ text }) => text)
  expect(year).toEqual(["2020-04", "2020-07", "2020-10", "2021-01"])
  const week = timeTicks(Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 8), 4)
  expect(week.length).toBeLessThanOrEqual(4)
  expect(week[0]!.text).toBe("2020-01-01")
  expect(timeTicks(Date.UTC(1990, 0, 1), Date.UTC(2024, 0, 1), 6).every(({ text }) => /^\d{4}$/.test(text))).toBe(true)
})

test("quartiles are numpy's, and a rolling mean waits for its window", () => {
  expect([quantile([1, 2, 3, 4], 0.25), quantile([1, 2, 3, 4], 0.5), quantile([5], 0.75)]).toEqual([1.75, 2.5, 5])
  expect(rollingMean([1, 2, 3, Number.NaN], 2)).toEqual([Number.NaN, 1.5, 2.5, 3])
})

test("features whose ranks differ most come first", () => {
  const rankings = [
    { name: "a", ranks: [1, 2, 3] },
    { name: "b", ranks: [3, 2, 1.5] },
  ]
  expect(byDisagreement({ features: ["x", "y", "z"], rankings, spearman: [] })).toEqual([0, 2, 1])
})

test("an axis of texts is spread evenly, a missing number has no place, brushes choose", () => {
  expect(axisShare({ name: "a", values: ["b", "a", undefined] }).place("b")).toBe(1)
  const axis = { name: "n", values: [1, 3, undefined, 2] }
  expect(axisShare(axis).place(2)).toBe(0.5)
  expect(axisShare(axis).place(undefined)).toBe(undefined)
  const data = { names: ["p", "q", "r", "s"], axes: [axis], brushes: [[0.4, 1]] as const }
  expect(withinBrushes(data)).toEqual([false, true, false, true])
  const pixels = blankPixels(400, 300)
  const color = { scale: new Uint32Array(256).fill(7), outside: 5, missing: 6 }
  const two = { ...data, axes: [axis, { name: "m", values: [1, 2, 3, undefined] }] }
  for (const _ of drawParallel(pixels, two, 1, color));
  // A run whose last value is missing has no line there; the others have one each, in their colour or that of others.
  expect([...new Set(pixels.colors)].sort()).toEqual([0, 5, 7])
  expect([...new Set(pixels.ids)].sort()).toEqual([
    0,
    ...two.names.flatMap((_, i) => (axis.values[i] === undefined || i === 3 ? [] : [i + 1])),
  ])
})

const run = (runId: string, parent?: string, auc?: number): RunRow => ({
  ...{ runId, runName: runId, status: "FINISHED", startTime: 0, params: { a: "1" } },
  metrics: auc === undefined ? {} : { auc },
  tags: parent === undefined ? {} : { "mlflow.parentRunId": parent },
})

test("runs nest, also when they name each other as parents, and sort with missing last both ways", () => {
  const runs = [run("a", undefined, 1), run("b", "a", Number.NaN), run("c", "d"), run("d", "c", 3), run("e", "gone", 2)]
  const nested = nestRuns(runs, new Set()).map(({ run: { runId }, depth }) => `${depth}${runId}`)
  expect(nested).toEqual(["0a", "1b", "0e", "0c", "1d"])
  expect(nestRuns(runs, new Set(["a"])).map(({ run: { runId } }) => runId)).not.toContain("b")
  const by = (descending: boolean) => sortRuns(runs, ({ metrics }) => metrics.auc, descending).map(({ runId }) => runId)
  expect([by(true), by(false)]).toEqual([
    ["d", "e", "a", "b", "c"],
    ["a", "e", "d", "b", "c"],
  ])
  const columns = runColumns(runs)
  expect(columns.filter(({ constant }) => constant).map(({ name }) => name)).toEqual(["a"])
  expect(columns.map(({ name }) => name)).toEqual(["status", "started", "auc", "a"])
})

test("a filter is completed by fields, operators, values of runs and AND", () => {
  const fields = {
    ...{ metrics: ["auc", "log loss"], params: ["depth"], tags: ["team"] },
    values: (field: string) => (field === "params.depth" ? ["6", "it's"] : []),
  }
  const after = (text: string) => completeFilter(text, fields).options
  expect(after("")).toContain("metrics.")
  expect(after("metrics.")).toEqual(["metrics.auc", "metrics.`log loss`"])
  expect(after("metrics.`lo")).toEqual(["metrics.`log loss`"])
  expect(after("dep")).toEqual(["params.depth"])
  expect(after("metrics.auc ")).toEqual(["=", "!=", "<", "<=", ">", ">="])
  expect(after("params.depth ")).toContain("LIKE")
  expect(after("params.depth = ")).toEqual(["'6'"])
  expect(after("status = ")).toContain("'FINISHED'")
  expect(after("metrics.auc > 0.6 ")).toEqual(["AND"])
  expect(after("metrics.auc > 0.6 AND te")).toEqual(["tags.team"])
  expect(completeFilter("status = 'FINISHED' AND metrics.a", fields).from).toBe("status = 'FINISHED' AND ".length)
})

test("the order and the shown columns of a table go through texts, the shorter way", () => {
  const orders = ["", "metric.log loss desc", "metric.log loss asc"]
  expect(orders.map((text) => nextOrder(text, "metric.log loss"))).toEqual([...orders.slice(1), ""])
  expect(nextOrder("run asc", "param.a")).toBe("param.a desc")
  expect(orderOf("metric.log loss asc")).toEqual({ key: "metric.log loss", descending: false })
  expect(["", "auc", "desc", " asc"].map(orderOf)).toEqual([undefined, undefined, undefined, undefined])
  const keys = ["metric.auc", "param.a", 'param."b",', "tag.c"]
  for (const leftOut of [[], ["tag.c"], keys.slice(1), keys]) {
    expect([...leftOutOf(choiceOf(new Set(leftOut), keys), keys)].sort()).toEqual([...leftOut].sort())
  }
  expect(choiceOf(new Set(), keys)).toBe("")
  expect(choiceOf(new Set(keys.slice(1)), keys)).toBe('{"show":["metric.auc"]}')
  for (const odd of ["{", "null", "[]", "7", '{"hide":1,"show":"a"}', '{"hide":[3]}'])
    expect(leftOutOf(odd, keys).size).toBe(0)
})

test("columns of a list of runs that grew are those of the whole list", () => {
  const run = (i: number): RunRow => ({
    ...{ runId: `${i}`, runName: "", status: "FINISHED", startTime: 0, tags: {} },
    ...{ metrics: i < 3 ? { a: 1 } : { a: 2, b: i }, params: i === 5 ? {} : { p: "x", q: i === 4 ? "text" : "1" } },
  })
  const runs = Array.from({ length: 7 }, (_, i) => run(i))
  const whole = runColumns(runs.map((each) => ({ ...each }))).map(({ of: _, ...column }) => column)
  for (const length of [2, 1, 3, 5, 4, 7]) runColumns(runs.slice(0, length))
  // More than are tallied together, others at the end meanwhile.
  const many = Array.from({ length: 1000 }, (_, i) => run(i))
  for (const length of [300, 255, 700]) runColumns([...many.slice(0, length), run(5), run(4)])
  const described = runColumns(many).map(({ name, constant, count, numeric }) => [name, constant, count, numeric])
  expect(described.slice(2)).toEqual([
    ["a", false, 1000, true],
    ["b", false, 997, true],
    ["p", false, 999, false],
    ["q", false, 999, false],
  ])
  expect(runColumns(runs).map(({ of: _, ...column }) => column)).toEqual(whole)
  expect(whole.map(({ name, constant, count, numeric }) => [name, constant, count, numeric]).slice(2)).toEqual([
    ["a", false, 7, true],
    ["b", false, 4, true],
    ["p", false, 6, false],
    ["q", false, 6, false],
  ])
})

test("a walk visits every drawn point once, in the order of its numbers, and comes round", () => {
  const [x, y] = [
    [2, 1, Number.NaN, 1, -1, 2],
    [0, 5, 0, 4, 0, -1],
  ]
  const points = { count: 6, key: (i: number) => x[i]!, tie: (i: number) => y[i]! }
  const walk = (move: "next" | "back", steps: number) => {
    const seen: (number | undefined)[] = []
    for (let at: number | undefined, i = 0; i < steps; i++) {
      at = walkTo(points, at, move)
      seen.push(at)
    }
    return seen
  }
  expect(walk("next", 6)).toEqual([4, 3, 1, 5, 0, 4])
  expect(walk("back", 6)).toEqual([0, 5, 1, 3, 4, 0])
  expect([walkTo(points, 1, "first"), walkTo(points, 1, "last")]).toEqual([4, 0])
  const many = { count: 1000, key: (i: number) => (i * 7) % 1000 }
  expect(many.key(walkTo(many, walkTo(many, undefined, "first"), "leap")!)).toBe(50)
  expect(many.key(walkTo(many, walkTo(many, undefined, "last"), "leap")!)).toBe(999)
  expect(walkTo({ count: 1, key: () => Number.NaN }, undefined, "next")).toBe(undefined)
})
