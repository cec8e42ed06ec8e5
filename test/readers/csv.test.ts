import fc from "fast-check"
import { columnNamed } from "../../src/data/table.js"
import { readCsv } from "../../src/readers/csv.js"
import { parseNumber } from "../../src/readers/csv-number.js"
import { CsvRows } from "../../src/readers/csv-rows.js"
import { readTable } from "../../src/readers/table.js"
import { expect, golden, test } from "../harness/index.js"
import { type NaiveCell, naiveCsv } from "../naive/csv.js"

const encoder = new TextEncoder()
const missing = Number.NaN

function read(text: string, name = "data.csv") {
  return readCsv(encoder.encode(text), name)
}

/** What a table of one column or more holds: type and cells as text. */
function column(text: string, name = "a") {
  const found = columnNamed(read(text), name)
  const values = found.type === "category" ? cells(found.codes, found.categories) : Array.from(found.values)
  return { type: found.type, values }
}

function cells(codes: Int32Array, categories: readonly string[]) {
  return Array.from(codes, (code) => categories[code] ?? null)
}

async function refusal(text: string | Uint8Array): Promise<string> {
  const bytes = typeof text === "string" ? encoder.encode(text) : text
  return readTable(bytes, { name: "data.csv" }).then(
    () => "was read",
    (error: Error) => error.message,
  )
}

test("a column is of numbers when all present values are", () => {
  expect(column("a,b\n1,x\n-2.5e3,x\n.5,x\n inf ,x\n-Infinity,x\nNA,x\n,x\n")).toEqual({
    type: "number",
    values: [1, -2500, 0.5, Infinity, -Infinity, missing, missing],
  })
})

test("one text makes a column of numbers a column of text, with the numbers as they were written", () => {
  expect(column("a\n1.0\n01\nx\n1.0\n")).toEqual({ type: "category", values: ["1.0", "01", "x", "1.0"] })
})

test("booleans have the three spellings that pandas takes", () => {
  expect(column("a,b\ntrue,\nTrue,\nFALSE,\nnull,\n")).toEqual({ type: "boolean", values: [1, 1, 0, missing] })
  expect(column("a\ntrue\nyes\n").type).toBe("category")
})

test("times are ISO 8601, with or without a clock and a zone", () => {
  expect(
    column("a\n2024-02-29\n2024-02-29 12:30\n2024-02-29T12:30:15.123456789Z\n2024-02-29T12:30:15+01:30\n"),
  ).toEqual({
    type: "time",
    values: [1709164800000, 1709209800000, 1709209815123 + 456789 / 1e6, 1709204415000],
  })
  for (const wrong of ["2023-02-29", "2024-13-01", "2024-1-1", "2024-02-29T24:00", "2024-02-29T12", "29.02.2024"]) {
    expect(column(`a\n${wrong}\n`).type, wrong).toBe("category")
  }
})

test("unquoted words of pandas are missing, quoted ones are text", () => {
  expect(column('a,b\nNA,\n"NA",\n#N/A,\n"null",\nnone,\n,\n"",\n')).toEqual({
    type: "category",
    values: [null, "NA", null, "null", "none", null, ""],
  })
})

test("a quoted empty cell is missing in a column of numbers", () => {
  expect(column('a,b\n"",1\n"2",1\n"",1\n"nan",1\n')).toEqual({
    type: "number",
    values: [missing, 2, missing, missing],
  })
  expect(column('a,b\n"",1\n,1\n')).toEqual({ type: "number", values: [missing, missing] })
  expect(column('a,b\n"",1\n,1\n"nan",1\nx,1\n')).toEqual({ type: "category", values: ["", null, "nan", "x"] })
})

test("categories are sorted by code point", () => {
  const { columns } = read("a\n\u{1f600}\n\uffee\nb\na\nB\n\u00e4\n")
  expect(columns[0]).toMatchObject({ categories: ["B", "a", "b", "ä", "\uffee", "\u{1f600}"] })
})

test("quoted fields hold delimiters, newlines and doubled quotes", () => {
  expect(column('a,b\n"x,1","y"\n"line\nbreak",\n"say ""hi""",\n5" pipe,\n').values).toEqual([
    ...["x,1", "line\nbreak", 'say "hi"', '5" pipe'],
  ])
})

test("the delimiter is the one that is in the header most often", () => {
  expect(read("a;b;c,d\n1;2;3\n").columns.map((each) => each.name)).toEqual(["a", "b", "c,d"])
  expect(read("a|b\n1|2\n").columns.length).toBe(2)
  expect(read('"a,b,c"\tb\n1\t2\n').columns.map((each) => each.name)).toEqual(["a,b,c", "b"])
  expect(read("a,b\tc\n1\t2\n", "data.tsv").columns.map((each) => each.name)).toEqual(["a,b", "c"])
  expect(read("a;b;c,d\n1,2\n").columns.map((each) => each.name)).toEqual(["a;b;c", "d"])
  expect(read("a;b\n1,5;2,5\n").columns.map((each) => each.name)).toEqual(["a", "b"])
  expect(read("a;b\n1\n2\n").columns.map((each) => each.name)).toEqual(["a;b"])
  expect(read("single\n1\n").columns.map((each) => each.name)).toEqual(["single"])
})

test("an index column without a name gets the name that pandas gives it", () => {
  expect(read(",x\n0,1\n1,2\n").columns.map((each) => each.name)).toEqual(["Unnamed: 0", "x"])
})

test("line ends may be LF, CRLF or CR, and the last may be missing", () => {
  for (const newline of ["\n", "\r\n", "\r"]) {
    for (const end of [newline, "", newline + newline]) {
      expect(column(["a,b", "1,2", "3,4"].join(newline) + end).values).toEqual([1, 3])
    }
  }
})

test("blank lines are skipped and counted", () => {
  const table = read("\na,b\n1,2\n\n\n3,4\n\n")
  expect(table.rows).toBe(2)
  expect(table.notes).toEqual(["3 blank lines skipped"])
})

test("a header alone is a table without rows", async () => {
  const table = await readTable(await golden("formats/header_only.csv"), { name: "header_only.csv" })
  expect(table).toMatchObject({ rows: 0, columns: [{ name: "a" }, { name: "b" }, { name: "c" }] })
})

test("a byte order mark is no part of the first name, in UTF-16 either", () => {
  const names = (bytes: Uint8Array) => readCsv(bytes, "data.csv").columns.map((each) => each.name)
  expect(names(encoder.encode("\ufeffä,b\n1,2\n"))).toEqual(["ä", "b"])
  const units = Uint16Array.from("\ufeffä,b\n1,2\n", (char) => char.charCodeAt(0))
  expect(names(new Uint8Array(units.buffer))).toEqual(["ä", "b"])
  const swapped = units.map((unit) => (unit << 8) | (unit >> 8))
  expect(names(new Uint8Array(swapped.buffer))).toEqual(["ä", "b"])
})

test("bytes that are not UTF-8 are Windows-1252, and that is noted", async () => {
  const table = readCsv(await golden("formats/table_latin1.csv"), "table_latin1.csv")
  expect(table.notes).toEqual(["not UTF-8: read as Windows-1252"])
  expect(table.columns[0]).toMatchObject({ name: "größe", categories: ["naïve"] })
})

test("integers beyond 2^53 are rounded and noted, large floats are not", () => {
  const table = read("a,b\n9007199254740993,1e300\n-3769433000230980889,9007199254740993.5\n12,1\n")
  expect(table.notes).toEqual(['column "a": 2 values beyond 2^53 rounded to the nearest double'])
  expect(table.columns[0]).toMatchObject({ values: Float64Array.of(2 ** 53, Number(-3769433000230980889n), 12) })
})

test("a decimal comma makes text, and a note tells why", () => {
  const { columns, notes } = read("a;b\n1,5;x\n2;y\n")
  expect(columns[0]!.type).toBe("category")
  expect(notes).toEqual([
    'column "a" read as text: a decimal comma is not a number here; write the file with a decimal point',
  ])
})

test("rows of another width are refused with the line they begin on", async () => {
  expect(await refusal(await golden("formats/ragged.csv"))).toBe(
    "csv data.csv: line 3 has 2 fields, expected 3 as in the header",
  )
  expect(await refusal('a,b\n"two\nlines",2\n\n3\n')).toBe(
    "csv data.csv: line 5 has 1 field, expected 2 as in the header",
  )
})

test("quotes that do not close, or close too early, are refused with their line", async () => {
  expect(await refusal(await golden("formats/unclosed_quote.csv"))).toBe(
    "csv data.csv: line 2: a quote opened in this row is never closed",
  )
  expect(await refusal('a,b\n1,2\n3,"4"x\n')).toBe("csv data.csv: line 3: text after the closing quote of field 2")
})

test("a name that occurs twice is refused with both places", async () => {
  expect(await refusal(await golden("formats/dup_header.csv"))).toBe(
    'csv data.csv: column name "a" occurs twice, as columns 1 and 2; rename one of them',
  )
})

test("columns grow past their first thousand rows", () => {
  const rows = Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? `,t${i % 3}` : `${i},`))
  const { columns } = read(`a,b\n${rows.join("\n")}\n`)
  expect(columns[0]).toMatchObject({ values: Float64Array.from(rows, (_, i) => (i % 7 === 0 ? missing : i)) })
  expect(columns[1]).toMatchObject({ codes: Int32Array.from(rows, (_, i) => (i % 7 === 0 ? i % 3 : -1)) })
})

test("the tokenizer agrees with its naive twin on any text", () => {
  const text = fc.string({ unit: fc.constantFrom(...'aé"",,\n\r '), maxLength: 40 })
  fc.assert(
    fc.property(text, (source) => {
      expect(attempt(() => tokenize(source))).toEqual(attempt(() => naiveCsv(source, ",")))
    }),
    { numRuns: 2000 },
  )
})

test("any cells survive being quoted", () => {
  const row = fc.array(fc.string({ unit: "binary" }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom("\n", "\r\n", "\r"), (rows, newline) => {
      const source = rows.map((each) => each.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join(newline)
      const wanted = rows.map((each) => each.map((cell) => ({ text: wellFormed(cell), quoted: true })))
      expect(tokenize(source)).toEqual(wanted)
    }),
    { numRuns: 50 },
  )
})

test("numbers are parsed to the bit as Number does", () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 22 })
  const exponent = fc.integer({ min: -330, max: 310 }).map((power) => `e${power}`)
  const written = fc
    .tuple(
      fc.constantFrom("", "-", "+"),
      digits,
      fc.constantFrom("", ".", ".5"),
      digits,
      fc.oneof(fc.constant(""), exponent),
    )
    .map(([sign, whole, point, fraction, power]) => `${sign}${whole}${point === "" ? "" : `.${fraction}`}${power}`)
  fc.assert(
    fc.property(fc.oneof(double, written), (text) => {
      expect(parsed(text)).toBe(Number(text))
    }),
    { numRuns: 5000 },
  )
})

test("decimals next to the middle of two doubles round as Number does", () => {
  const mantissa = fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n })
  fc.assert(
    fc.property(mantissa, fc.integer({ min: 16, max: 22 }), fc.integer({ min: -20, max: 20 }), (bits, count, shift) => {
      // the middle between bits / 2^52 and the next double, exactly
      const digits = String((2n * bits + 1n) * 5n ** 53n).slice(0, count)
      for (const text of [`${digits[0]}.${digits.slice(1)}`, `${digits}e${shift}`, `0.000${digits}`]) {
        expect(parsed(text)).toBe(Number(text))
      }
    }),
    { numRuns: 2000 },
  )
})

test("what is not quite a number is text", () => {
  for (const text of [
    "",
    "-",
    ".",
    "e5",
    "1e",
    "1e+",
    "1.2.3",
    "--1",
    "0x10",
    "1_000",
    "1 2",
    "in",
    "infin",
    "1,5",
    "é",
  ]) {
    expect(parsed(text), text).toBeUndefined()
  }
})

function tokenize(source: string): NaiveCell[][] {
  const rows = new CsvRows(encoder.encode(source), ",".charCodeAt(0))
  const found: NaiveCell[][] = []
  for (;;) {
    const row: NaiveCell[] = []
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
    const count = rows.next({
      cell(index, bytes, start, end, quoted) {
        row[index] = { text: decoder.decode(bytes.subarray(start, end)), quoted }
      },
    })
    if (count === 0) return found
    expect(row.length).toBe(count)
    found.push(row)
  }
}

function attempt<T>(work: () => T): T | "refused" {
  try {
    return work()
  } catch {
    return "refused"
  }
}

function wellFormed(text: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(encoder.encode(text))
}

function parsed(text: string): number | undefined {
  const bytes = encoder.encode(text)
  const into = new Float64Array(1)
  return parseNumber(bytes, 0, bytes.length, into, 0) ? into[0] : undefined
}
