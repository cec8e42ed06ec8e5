import { expect, test } from "vitest"
import type { Sheet } from "../../src/results/sheet.js"
import { writeMarkdown } from "../../src/writers/markdown.js"

test("a sheet is a Markdown table, numbers to the right", () => {
  const sheet: Sheet = {
    columns: ["feature", "mean SHAP", "direction"],
    rows: [
      ["age", 0.123456789, "POSITIVE"],
      ["sex", null, "MIXED"],
    ],
  }
  expect(writeMarkdown(sheet)).toBe(
    [
      "| feature | mean SHAP | direction |",
      "| --- | ---: | --- |",
      "| age | 0.123457 | POSITIVE |",
      "| sex |  | MIXED |",
      "",
    ].join("\n"),
  )
})

test("what Markdown would read as its own is escaped, in names, too", () => {
  const sheet: Sheet = { columns: ["mean |SHAP|"], rows: [["a|b"], ["x_y*z"], ["`<b>[c]`"], ["back\\slash"]] }
  expect(writeMarkdown(sheet).split("\n")).toEqual([
    "| mean \\|SHAP\\| |",
    "| --- |",
    "| a\\|b |",
    "| x\\_y\\*z |",
    "| \\`\\<b\\>\\[c\\]\\` |",
    "| back\\\\slash |",
    "",
  ])
})

test("a line end in a cell does not end its row", () => {
  const lines = writeMarkdown({ columns: ["n"], rows: [["two\nlines\rx"]] }).split(/[\n\r]/)
  expect(lines).toHaveLength(4)
})
