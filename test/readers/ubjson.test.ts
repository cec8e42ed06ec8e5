import { parseUbjson } from "../../src/readers/ubjson.js"
import { expect, test } from "../harness/index.js"

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : [...part].map((character) => character.charCodeAt(0)),
    ),
  )

test("every kind of number, big-endian", () => {
  const integers = bytes(
    "[",
    "i",
    0xff,
    "U",
    0xff,
    "I",
    0x80,
    0,
    "l",
    0xff,
    0xff,
    0xff,
    0xfe,
    "L",
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    "]",
  )
  expect(parseUbjson(integers)).toEqual([-1, 255, -32768, -2, 2 ** 32])
  expect(parseUbjson(bytes("[", "d", 0x3f, 0x80, 0, 0, "D", 0xbf, 0xf0, 0, 0, 0, 0, 0, 0, "C", "a", "]"))).toEqual([
    1, -1, 97,
  ])
})

test("texts, booleans, null, nested lists and objects", () => {
  const document = bytes("{", "i", 1, "a", "S", "i", 2, 0xc3, 0xb6, "U", 1, "b", "[", "T", "F", "Z", "[", "]", "]", "}")
  expect(parseUbjson(document)).toEqual({ a: "ö", b: [true, false, null, []] })
})

test("counted and typed lists have no end mark", () => {
  expect(parseUbjson(bytes("[", "#", "i", 2, "i", 7, "S", "i", 1, "x"))).toEqual([7, "x"])
  expect(parseUbjson(bytes("[", "$", "I", "#", "i", 2, 0, 1, 0xff, 0xff))).toEqual(Float64Array.of(1, -1))
  expect(parseUbjson(bytes("[", "$", "d", "#", "i", 0))).toEqual(new Float64Array(0))
})

test("a document that ends early or makes no sense is refused with the byte", () => {
  expect(() => parseUbjson(bytes("[", "l", 0, 0))).toThrow("byte 2: got 2 bytes more, expected 4")
  expect(() => parseUbjson(bytes("[", "$", "D", "#", "l", 0x7f, 0xff, 0xff, 0xff))).toThrow(/expected 17179869176/)
  expect(() => parseUbjson(bytes("[", "#", "l", 0x7f, 0xff, 0xff, 0xff))).toThrow(/list of 2147483647 values/)
  expect(() => parseUbjson(bytes("{", "?"))).toThrow('byte 1: got marker "?", expected a length')
  expect(() => parseUbjson(bytes("[", "S", "i", 0xff))).toThrow("got length -1")
  expect(() => parseUbjson(bytes("[".repeat(1000)))).toThrow("nesting deeper than 64")
  expect(() => parseUbjson(bytes("x"))).toThrow('got marker "x"')
})
