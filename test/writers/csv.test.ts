import fc from "fast-check"
import { expect, test } from "vitest"
import { cellText } from "../../src/data/column.js"
import { readTable } from "../../src/readers/table.js"
import { writeCsv } from "../../src/writers/csv.js"

const written = (...row: (string | number | boolean | null)[]) =>
  writeCsv({ columns: row.map((_, j) => `c${j}`), rows: [row] })
    .split("\n")
    .slice(1, -1)
    .join("\n")

test("a sheet is a line of names and a line a row", () => {
  const sheet = { columns: ["feature", "mean |SHAP|"], rows: [["age", 0.5] as const, ["sex", 0.25] as const] }
  expect(writeCsv(sheet)).toBe("feature,mean |SHAP|\nage,0.5\nsex,0.25\n")
})

test("a sheet without rows is its names", () => {
  expect(writeCsv({ columns: ["a", "b"], rows: [] })).toBe("a,b\n")
})

test("numbers keep all their digits", () => {
  expect(written(0.1 + 0.2, 1e-300, -1.2345678901234567, 1e21, NaN, -Infinity)).toBe(
    "0.30000000000000004,1e-300,-1.2345678901234567,1e+21,NaN,-Infinity",
  )
})

test("separators, quotes and line ends are quoted", () => {
  expect(written("a,b", 'say "hi"', "two\nlines", "cr\rhere", "plain")).toBe(
    '"a,b","say ""hi""","two\nlines","cr\rhere",plain',
  )
})

test("an empty text is told from a missing one", () => {
  expect(written("", null, "x")).toBe('"",,x')
})

test("names are quoted as cells are", () => {
  expect(writeCsv({ columns: ['a"b', "c,d"], rows: [] })).toBe('"a""b","c,d"\n')
})

test("any texts come back from our own reader", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 })
  const rows = fc.array(fc.tuple(text, fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      // A word keeps numbers that look like text apart from the column's type.
      const sheet = { columns: ["text", "number"], rows: [["word, quoted", 0.5] as const, ...rows] }
      const table = await readTable(new TextEncoder().encode(writeCsv(sheet)), { name: "x.csv" })
      const [texts, numbers] = table.columns
      const missing = /^(|#N\/A.*|N\/A|NA|n\/a|nan|NaN|null|NULL|None|-NaN|-nan|<NA>|#NA|1\.#IND|1\.#QNAN|-1\.#.*)$/
      for (const [i, [word, number]] of sheet.rows.entries()) {
        if (!missing.test(word)) expect(cellText(texts!, i)).toBe(word)
        expect(Number(cellText(numbers!, i))).toBe(number === 0 ? 0 : number)
      }
    }),
    { numRuns: 100 },
  )
})
