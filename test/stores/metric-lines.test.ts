import fc from "fast-check"
import { expect, test } from "vitest"
import type { MetricPoint } from "../../src/data/run.js"
import { latestPoint, MetricLineError, parseMetricLines } from "../../src/stores/metric-lines.js"

test("a line is a timestamp, a value and a step", () => {
  expect(parseMetricLines("1700000000000 0.5 3\n1700000000001 -1.25 4\n")).toEqual([
    { timestamp: 1700000000000, value: 0.5, step: 3n },
    { timestamp: 1700000000001, value: -1.25, step: 4n },
  ])
})

test("a line without a step is at step 0", () => {
  expect(parseMetricLines("1700000000000 0.5\n")).toEqual([{ timestamp: 1700000000000, value: 0.5, step: 0n }])
})

test("a line of MLflow 3 with a dataset keeps the step that was logged", () => {
  expect(parseMetricLines("1700000000000 0.5 7 prices a1b2c3\n")).toEqual([
    { timestamp: 1700000000000, value: 0.5, step: 7n },
  ])
})

test("values are what Python writes", () => {
  const written = ["nan", "inf", "-inf", "5e-324", "-0.0", "1e-05", "1.7976931348623157e+308", "0.1", "3", "NaN"]
  const values = parseMetricLines(written.map((value) => `0 ${value} 0\n`).join("")).map((point) => point.value)
  expect(values).toEqual([NaN, Infinity, -Infinity, 5e-324, -0, 1e-5, Number.MAX_VALUE, 0.1, 3, NaN])
})

test("steps beyond 2^53 and below 0 are exact", () => {
  const steps = parseMetricLines("0 1 9007199254740993\n0 1 -5\n0 1 9223372036854775807\n").map(({ step }) => step)
  expect(steps).toEqual([9007199254740993n, -5n, 9223372036854775807n])
})

test("Windows line ends and a missing last line end are read", () => {
  const expected = [
    { timestamp: 1, value: 0.5, step: 0n },
    { timestamp: 2, value: 1.5, step: 1n },
  ]
  expect(parseMetricLines("1 0.5 0\r\n2 1.5 1\r\n")).toEqual(expected)
  expect(parseMetricLines("1 0.5 0\n2 1.5 1")).toEqual(expected)
})

test("a last line that was cut while it was written reads as MLflow reads it", () => {
  expect(parseMetricLines("1 0.5 0\n2 2.")).toEqual([
    { timestamp: 1, value: 0.5, step: 0n },
    { timestamp: 2, value: 2, step: 0n },
  ])
})

test("an empty file has no points", () => {
  expect(parseMetricLines("")).toEqual([])
  expect(latestPoint([])).toBeUndefined()
})

const senseless = {
  "a blank line": "",
  "one word": "1700000000000",
  "four words": "1700000000000 1.5 0 x",
  "six words": "1700000000000 1.5 3 my data dig",
  "two spaces": "1700000000000  1.5 3",
  "a word for a value": "1700000000000 abc 0",
  "a fraction for a timestamp": "1700000000000.5 1.5 1",
  "a fraction for a step": "1700000000000 1.5 1.5",
  "a hexadecimal value": "1700000000000 0x10 1",
  "a value without digits": "1700000000000 . 1",
}

for (const [what, line] of Object.entries(senseless)) {
  test(`${what} is refused with the line's number`, () => {
    expect(() => parseMetricLines(`1 0.5 0\n${line}\n3 0.5 2\n`)).toThrow(MetricLineError)
    expect(() => parseMetricLines(`1 0.5 0\n${line}\n3 0.5 2\n`)).toThrow(
      `line 2 is ${JSON.stringify(line)}, expected "timestamp value step"`,
    )
  })
}

test("the error quotes only the beginning of a long line", () => {
  expect(() => parseMetricLines("x".repeat(100_000))).toThrow(`line 1 is "${"x".repeat(60)}", expected`)
})

test("the latest is the largest step, then timestamp, then value, wherever it stands", () => {
  const latest = (text: string) => latestPoint(parseMetricLines(text))?.value
  expect(latest("9 1 2\n5 2 3\n9 3 1\n")).toBe(2)
  expect(latest("7 1 3\n9 2 3\n8 3 3\n")).toBe(2)
  expect(latest("9 1 3\n9 5 3\n9 3 3\n")).toBe(5)
  expect(latest("0 1 9007199254740993\n0 2 9007199254740992\n")).toBe(1)
})

test("NaN among ties depends on the order of lines, as in MLflow", () => {
  const latest = (...values: string[]) => latestPoint(parseMetricLines(values.map((v) => `1 ${v} 1`).join("\n")))?.value
  expect(latest("nan", "1.5", "0.5")).toBeNaN()
  expect(latest("1.5", "nan", "2.5")).toBe(2.5)
  expect(latest("1.5", "nan")).toBe(1.5)
})

test("the latest of any points is the last of them in sorted order", () => {
  const point = fc.record({
    step: fc.bigInt({ min: -2n, max: 2n }),
    timestamp: fc.integer({ min: 0, max: 2 }),
    value: fc.integer({ min: -2, max: 2 }),
  })
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
      expect(latestPoint(points)).toEqual([...points].sort(ascending).at(-1))
    }),
  )
})

test("points survive being written as MLflow writes them", () => {
  const point = fc.record({
    timestamp: fc.integer({ min: -1e15, max: 1e15 }),
    value: fc.double(),
    step: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  })
  const signed = (value: number) => (Object.is(value, -0) ? "-0.0" : String(value))
  fc.assert(
    fc.property(fc.array(point), (points) => {
      const text = points.map(({ timestamp, value, step }) => `${timestamp} ${signed(value)} ${step}\n`).join("")
      expect(parseMetricLines(text)).toEqual(points)
    }),
  )
})

function ascending(a: MetricPoint, b: MetricPoint): number {
  return Number(a.step - b.step) || a.timestamp - b.timestamp || a.value - b.value
}
