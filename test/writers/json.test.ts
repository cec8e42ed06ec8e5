import { expect, test } from "vitest"
import { writeJson } from "../../src/writers/json.js"
import { jsonPieces } from "../../src/writers/json-pieces.js"

test("a result is written two spaces deep with a last line end", () => {
  expect(writeJson({ a: [1, "x"], b: null })).toBe('{\n  "a": [\n    1,\n    "x"\n  ],\n  "b": null\n}\n')
})

test("numbers that JSON does not know are their names", () => {
  expect(JSON.parse(writeJson([NaN, Infinity, -Infinity, 1.5]))).toEqual(["NaN", "Infinity", "-Infinity", 1.5])
})

test("numbers keep all their digits", () => {
  const numbers = [0.1 + 0.2, 5e-324, Number.MAX_VALUE, 2 ** 53, -1.2345678901234567]
  expect(JSON.parse(writeJson(numbers))).toEqual(numbers)
})

test("a bigint is a number up to 2^53 and text beyond", () => {
  expect(JSON.parse(writeJson([9007199254740991n, 9007199254740993n, -9223372036854775808n, 0n]))).toEqual([
    9007199254740991,
    "9007199254740993",
    "-9223372036854775808",
    0,
  ])
})

test("typed arrays are lists, with the names of odd numbers in them", () => {
  const arrays = {
    doubles: Float64Array.of(0.1, NaN, -Infinity),
    floats: Float32Array.of(0.5),
    rows: Uint32Array.of(1, 2),
    steps: BigInt64Array.of(7n, 2n ** 60n),
  }
  expect(JSON.parse(writeJson(arrays))).toEqual({
    doubles: [0.1, "NaN", "-Infinity"],
    floats: [0.5],
    rows: [1, 2],
    steps: [7, String(2n ** 60n)],
  })
})

test("fields without a value are left out, and text is escaped", () => {
  expect(writeJson({ a: undefined, b: '"\n\u001b' })).toBe('{\n  "b": "\\"\\n\\u001b"\n}\n')
})

test("in pieces it is the same text, in none of them all of a long list", () => {
  const long = Array.from({ length: 200 }, (_, i) => ({
    i,
    text: 'a\n"b"',
    inner: { list: [i, Number.NaN], none: [] },
  }))
  const odd = { a: undefined, b: null, c: -0, d: 2n ** 60n, e: new Float64Array([1, Number.NaN]), f: {}, g: [], 7: "x" }
  for (const value of [
    long,
    { long, odd, deep: { long, deeper: { long, deepest: { long } } } },
    odd,
    [],
    {},
    1,
    "s",
    null,
  ]) {
    const pieces = [...jsonPieces(value)]
    expect(pieces.join("")).toBe(writeJson(value))
    expect([...jsonPieces(value, 0)].join("")).toBe(JSON.stringify(JSON.parse(writeJson(value))))
  }
  expect(Math.max(...[...jsonPieces({ long })].map(({ length }) => length))).toBeLessThan(
    writeJson({ long }).length / 2,
  )
  expect([...jsonPieces([undefined, ...long])].join("")).toBe(writeJson([undefined, ...long]))
})
