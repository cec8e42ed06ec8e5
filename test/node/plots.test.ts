import { expect, test } from "vitest"
import { exampleResult } from "../../playground/gallery/data.js"
import { drawExplanation, drawPlot } from "../../src/node/plots.js"
import type { PlotKind, PlotKinds } from "../../src/results/plot-data.js"

const day = (month: number) => Date.UTC(2018, month)
const noise = Float64Array.from({ length: 4000 }, (_, i) => Math.sin(i))
const rows = { in: 4000, used: 4000 }

const examples: PlotKinds = {
  confusion_matrix: {
    labels: ["good", "<bad> & 'x'"],
    counts: [
      [120, 30],
      [12, 44],
    ],
    rows: { in: 206, used: 206 },
  },
  roc_curve: { curves: [{ name: "test", falsePositiveRate: [0, 0.1, 1], truePositiveRate: [0, 0.5, 1], auc: 0.7 }] },
  pr_curve: {
    prevalence: 0.2,
    curves: [{ name: "test", recall: [0, 0.5, 1], precision: [1, 0.6, 0.2], averagePrecision: 0.5 }],
  },
  calibration_curve: {
    curves: [{ name: "test", predicted: [0.1, 0.6], observed: [0.1, 0.7], counts: [100, 20], ece: 0.03 }],
  },
  residuals: { target: "y", actual: noise, predicted: noise.map((value) => 0.8 * value), rows },
  predicted_actual: { target: "y", actual: noise, predicted: noise.map((value) => 0.8 * value), rows },
  feature_importance: {
    measure: "decrease in auc",
    features: [
      { feature: "close", importance: 0.05, std: 0.01 },
      { feature: "noise", importance: -0.004 },
    ],
  },
  walk_forward: {
    scheme: "rolling",
    windows: [{ name: "Window 1", train: [day(0), day(5)], embargo: [day(5), day(6)], test: [day(6), day(9)] }],
  },
  window_metric: { metric: "auc", windows: ["Q1 2018", "Q2 2018"], series: [{ name: "test", values: [0.6, 0.62] }] },
}

/** Width and height of a PNG, from its header. */
function sizeOf(png: Uint8Array): [number, number] {
  const header = new DataView(png.buffer, png.byteOffset)
  expect(header.getUint32(0)).toBe(0x89504e47)
  return [header.getUint32(16), header.getUint32(20)]
}

/** SVG that needs no page: no unresolved names of colours, nothing that runs, every tag closed. */
function expectPlain(svg: string): void {
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 /)
  expect(svg).not.toMatch(/var\(--|color-mix|light-dark|NaN|undefined|\[object|<script|@media/)
  const open: string[] = []
  for (const [, close, name = "", attributes = ""] of svg.matchAll(/<(\/?)([a-z]+)([^>]*)>/gi)) {
    if (close) expect(open.pop()).toBe(name)
    else if (!attributes.endsWith("/")) open.push(name)
  }
  expect(open).toEqual([])
}

test.each(Object.keys(examples) as PlotKind[])("%s is drawn as SVG and as PNG twice as fine", async (kind) => {
  const { svg, png } = await drawPlot(kind, examples[kind])
  expectPlain(svg)
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number)
  expect(sizeOf(png)).toEqual([2 * width!, 2 * height!])
})

test("names are text, whatever is in them", async () => {
  const { svg } = await drawPlot("confusion_matrix", examples.confusion_matrix)
  expect(svg).toContain("&lt;bad&gt; &amp; 'x'")
  const features = [{ feature: 'var(--text) "\u0000</text><script>', importance: 1 }]
  const odd = await drawPlot("feature_importance", { measure: "gain", features })
  expect(odd.svg).toContain("var(--text) &quot;\ufffd")
  expect(odd.svg).not.toContain("<script")
})

test("of many points a sample is drawn, and said", async () => {
  const { svg } = await drawPlot("residuals", examples.residuals)
  expect(svg.match(/<circle/g)).toHaveLength(3000)
  expect(svg).toContain("drawn: a uniform sample of 3,000 of 4,000 points, seed 0")
})

test("an explanation is drawn in every way", async () => {
  const result = exampleResult(1200)
  const strengths = Float64Array.from({ length: 144 }, (_, i) => (Math.floor(i / 12) === i % 12 ? 0 : 1 / (1 + i)))
  const drawn = await drawExplanation({ ...result, output: 0, total: 1200, row: 3, dependence: 3, strengths })
  expect(drawn.map(({ name }) => name)).toEqual([
    ...["bar", "beeswarm", "waterfall", "force", "decision", "heatmap"],
    ...["dependence_01_momentum_12m", "dependence_02_volatility", "dependence_03_sector", "interactions"],
  ])
  for (const { svg, png } of drawn) {
    expectPlain(svg)
    expect(sizeOf(png)[0]).toBeGreaterThan(900)
  }
  expect(drawn.find(({ name }) => name === "beeswarm")!.svg.match(/<circle/g)).toHaveLength(10_000)
  expect(drawn.find(({ name }) => name === "waterfall")!.svg).toContain("row 3")
  expect(drawn.find(({ name }) => name === "dependence_03_sector")!.svg).toContain("&lt;b&gt;")
})
