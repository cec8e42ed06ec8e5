import { expect, test } from "vitest"
import type { Cell, Sheet } from "../../src/results/sheet.js"
import { formatCell } from "../../src/writers/format-cell.js"
import { writeTable, writeTsv } from "../../src/writers/text.js"

const sheet: Sheet = {
  columns: ["rank", "feature", "mean SHAP"],
  rows: [
    [1, "age", 0.12345678],
    [10, "distance", -2.5],
    [2, "dest", null],
  ],
}

test("a table has text to the left and numbers to the right", () => {
  expect(writeTable(sheet)).toBe(
    [
      "rank  feature   mean SHAP", //
      "   1  age        0.123457",
      "  10  distance       -2.5",
      "   2  dest",
      "",
    ].join("\n"),
  )
})

test("a table without rows is its names", () => {
  expect(writeTable({ columns: ["a", "bc"], rows: [] })).toBe("a  bc\n")
})

test("wide characters and emoji take two places", () => {
  const rows: Cell[][] = [
    ["実験", 1],
    ["ab", 10],
    ["🚀x", 2],
    ["한글", 3],
  ]
  expect(writeTable({ columns: ["name", "n"], rows }).split("\n")).toEqual([
    "name   n", //
    "実験   1",
    "ab    10",
    "🚀x    2",
    "한글   3",
    "",
  ])
})

test("control characters are made visible: they cannot move the cursor, colour, or break a row", () => {
  expect(formatCell("\u001b[31mred\u001b[0m")).toBe("\\u001b[31mred\\u001b[0m")
  expect(formatCell("a\nb\tc\rd\u0000e\u007ff\u009bg")).toBe("a\\u000ab\\u0009c\\u000dd\\u0000e\\u007ff\\u009bg")
  const rows = [["a\nb\tc\u001b[2J", 1] as const]
  expect(writeTable({ columns: ["name", "n"], rows }).split("\n")).toHaveLength(3)
  expect(writeTsv({ columns: ["name", "n"], rows })).toBe("name\tn\na\\u000ab\\u0009c\\u001b[2J\t1\n")
})

test("control characters in column names are made visible, too", () => {
  const named = { columns: ["a\u001b[2Jb\tc"], rows: [] }
  expect(writeTable(named)).toBe("a\\u001b[2Jb\\u0009c\n")
  expect(writeTsv(named)).toBe("a\\u001b[2Jb\\u0009c\n")
})

test("numbers for people have six digits", () => {
  const written = [0.1 + 0.2, 123456.789, 1234567.89, 0, -0.00001234, 1.5e12, 3, 1e9, NaN, -Infinity, 5e-324]
  expect(written.map(formatCell)).toEqual([
    "0.3",
    "123457",
    "1234570",
    "0",
    "-1.234e-5",
    "1500000000000",
    "3",
    "1000000000",
    "NaN",
    "-Infinity",
    "4.941e-324",
  ])
  expect(formatCell(1234567890.5)).toBe("1.235e+9")
})

test("other cells are what they are", () => {
  expect([null, true, false, "", "text"].map(formatCell)).toEqual(["", "true", "false", "", "text"])
})

test("tab-separated numbers keep all their digits", () => {
  const rows: Cell[][] = [["x", 0.1 + 0.2, 1e-300, NaN, null, true]]
  expect(writeTsv({ columns: ["a", "b", "c", "d", "e", "f"], rows })).toBe(
    "a\tb\tc\td\te\tf\nx\t0.30000000000000004\t1e-300\tNaN\t\ttrue\n",
  )
})
