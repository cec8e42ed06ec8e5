import fc from "fast-check"
import { expect, test } from "vitest"
import { batchParts } from "../../src/stores/batches.js"
import {
  checkAlias,
  checkKey,
  checkModelName,
  checkParam,
  checkPoint,
  newRules,
  oldRules,
} from "../../src/stores/keys.js"
import { parseMetricLines } from "../../src/stores/metric-lines.js"
import { pythonFloat } from "../../src/stores/python-float.js"

test("keys that MLflow takes", () => {
  for (const key of ["a", "a/b c-d.e_f", "параметр", "指标/値", "..a", "a..b"])
    expect(() => checkKey("tag", key, oldRules)).not.toThrow()
  expect(() => checkKey("tag", "a:b", newRules)).not.toThrow()
})

test("keys that MLflow refuses", () => {
  const refused = ["", "a@b", "a\nb", "../a", "a/../b", "a//b", "/a", "a/", ".", "a/.", "x".repeat(251), "a:b"]
  for (const key of refused) expect(() => checkKey("tag", key, oldRules), key).toThrow(RangeError)
  expect(() => checkParam("p", "x".repeat(6000), newRules)).not.toThrow()
  expect(() => checkParam("p", "x".repeat(6001), newRules)).toThrow("6001 characters, expected at most 6000")
  for (const alias of ["v1", "V22", "latest", "a b", ""]) expect(() => checkAlias(alias), alias).toThrow(RangeError)
  for (const name of ["", " ", "a/b", "a:b", ".", ".."]) expect(() => checkModelName(name), name).toThrow(RangeError)
})

test("steps and times are whole numbers of 64 bits", () => {
  expect(() => checkPoint("m", 0, -(2n ** 63n))).not.toThrow()
  for (const step of [0.5, Number.NaN, 2 ** 60, 2n ** 63n]) expect(() => checkPoint("m", 0, step)).toThrow(RangeError)
  for (const time of [-1, 0.5, Number.NaN]) expect(() => checkPoint("m", time, 0)).toThrow(RangeError)
})

test("numbers are written as Python writes them", () => {
  const written = [0.5, 1, -0, 1e-5, 0.0001, 1e16, 1e15, 123456789012345680, 5e-324, 1.25e-10, NaN, -Infinity].map(
    pythonFloat,
  )
  expect(written).toEqual(
    "0.5 1.0 -0.0 1e-05 0.0001 1e+16 1000000000000000.0 1.2345678901234568e+17 5e-324 1.25e-10 nan -inf".split(" "),
  )
})

test("every number comes back from its line", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(parseMetricLines(`1 ${pythonFloat(value)} 2\n`)).toEqual([{ timestamp: 1, value, step: 2n }])
    }),
  )
})

test("a batch is sent in parts that the server takes, nothing lost and in order", () => {
  const count = fc.integer({ min: 0, max: 2300 })
  fc.assert(
    fc.property(count, count, count, (m, p, t) => {
      const metrics = Array.from({ length: m }, (_, i) => ({ key: `m${i}`, value: i }))
      const texts = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, "v"]))
      const parts = batchParts({ metrics, params: texts(p), tags: texts(t) })
      expect(parts.flatMap((part) => part.metrics)).toEqual(metrics)
      expect(Object.fromEntries(parts.flatMap((part) => part.params))).toEqual(texts(p))
      expect(Object.fromEntries(parts.flatMap((part) => part.tags))).toEqual(texts(t))
      for (const { metrics: ms, params, tags } of parts) {
        expect(params.length <= 100 && tags.length <= 100 && ms.length + params.length + tags.length <= 1000).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})
