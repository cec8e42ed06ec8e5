import { expect, test } from "vitest"
import type { Explanation } from "../../src/results/explanation.js"
import type { Report } from "../../src/results/report.js"
import { fitReport } from "../../src/writers/fit-report.js"
import { htmlReportBytes, writeHtmlReport } from "../../src/writers/html.js"
import { reportedRows } from "../../src/writers/report-rows.js"

const page = '<body><script type="application/json" id="leafwise-report"></script><script>$& $1</script></body>'

function reportNamed(title: string): Report {
  return {
    ...{ title, version: "0", created: "2024-01-01T00:00:00.000Z", facts: [], notes: [], decision: null },
    ...{ metrics: null, curves: null, rows: null, importance: null, ranking: null, comparison: null, findings: [] },
  }
}

const rows = 40
const explanation: Explanation = {
  ...{ features: ["a", "b"], outputs: 1, space: "raw", baseValues: [0.5] },
  values: [[0, 1].map((j) => Float64Array.from({ length: rows }, (_, row) => row / (j + 3)))],
  margins: Float64Array.from({ length: rows }, (_, row) => row),
  additivityError: { max: 0, relative: 0 },
  matching: { columns: ["x", "c"], byPosition: false, extra: [], unseen: [], notes: [] },
}
const table = {
  ...{ name: "t", rows, notes: [] },
  columns: [
    {
      name: "c",
      type: "category" as const,
      codes: Int32Array.from({ length: rows }, (_, i) => (i % 3) - 1),
      categories: ["u", "v"],
    },
    { name: "x", type: "number" as const, values: Float64Array.from({ length: rows }, (_, i) => i + 0.1) },
  ],
}
const options = { cards: ["beeswarm" as const], ranking: [], total: rows }

test("no text of a report ends its element, and what was put in is read back", () => {
  for (const title of ["</script><script>alert(1)</script>", "<!--<script>", "\u2028\u2029", "$& $1 $$", "a\\b\"c'"]) {
    const html = writeHtmlReport(page, reportNamed(title))
    const [, json = ""] = /id="leafwise-report">([^<]*)<\/script>/.exec(html) ?? []
    expect(JSON.parse(json).title).toBe(title)
    expect(html.endsWith("<script>$& $1</script></body>")).toBe(true)
    expect(html).not.toMatch(/[\u2028\u2029]/)
    expect(htmlReportBytes(page, reportNamed(title))).toBe(new TextEncoder().encode(html).length)
  }
  expect(() => writeHtmlReport("<body></body>", reportNamed(""))).toThrow("no place for results")
})

test("numbers that JSON does not know stay readable", () => {
  const html = writeHtmlReport(page, {
    ...reportNamed(""),
    facts: [{ name: "n", value: "x" }],
    notes: [Number.NaN as never],
  })
  expect(html).toContain('"notes":["NaN"]')
})

test("rows keep their numbers, values and missing ones", () => {
  const packed = reportedRows(explanation, table, { ...options, keep: Uint32Array.of(1, 5, 39) })
  const numbers = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64")).buffer
  expect([...new Uint32Array(numbers(packed.rows.base64))]).toEqual([1, 5, 39])
  expect(packed.columns.map(({ name }) => name)).toEqual(["x", "c"])
  expect([...new Float64Array(numbers(packed.columns[0]!.values.base64))]).toEqual([1.1, 5.1, 39.1])
  expect([...new Int32Array(numbers(packed.columns[1]!.values.base64))]).toEqual([0, 1, -1])
  expect([...new Float32Array(numbers(packed.shap[1]!.base64))]).toEqual([1 / 4, 5 / 4, 39 / 4].map(Math.fround))
  expect(packed.explained).toBe(rows)
})

test("rows are left out until a report fits; one that never fits says so", () => {
  const make = (count: number) => {
    const keep = Uint32Array.from({ length: count }, (_, i) => i)
    return { ...reportNamed("t"), rows: reportedRows(explanation, table, { ...options, keep }) }
  }
  const whole = htmlReportBytes(page, make(rows))
  expect(fitReport(page, rows, whole, make)).toMatchObject({ rows, bytes: whole })
  const fitted = fitReport(page, rows, whole - 300, make)
  expect(fitted.bytes).toBeLessThanOrEqual(whole - 300)
  expect(fitted.rows).toBeGreaterThan(rows / 2)
  expect(fitted.bytes).toBe(htmlReportBytes(page, fitted.report))
  expect(() => fitReport(page, rows, 200, make)).toThrow(/without any rows/)
})
