import { findColumn } from "../../src/data/table.js"
import { readTable } from "../../src/readers/table.js"
import { expect, golden, test } from "../harness/index.js"
import { compareColumn, type ExpectedColumn } from "./compare.js"
import { PARQUET_BOMB } from "./odd-files.js"

interface Corrupt {
  readonly file: string
  readonly what: string
  readonly reader: string | null
  readonly native: { readonly exit_code?: number } | null
}

const manifest: Corrupt[] = JSON.parse(new TextDecoder().decode(await golden("corrupt/manifest.json")))
const tables = manifest.filter(({ file }) => /\.(arrows?|feather|parquet|csv|csv\.gz)$/.test(file))

// the native reader was told the wrong format; the content is fine
const READ_BY_CONTENT = ["base_valid.arrows", "arrow_named.parquet"]
const UNKNOWN_TO_NATIVE: Record<string, boolean> = {
  "empty.csv": false,
  "bomb_10MB_zeros.csv.gz": true,
  "gz_truncated.csv.gz": false,
  "gz_bad_crc.csv.gz": false,
}

for (const { file, what, native } of tables) {
  if (file.startsWith("bitflip_")) continue
  const isRead = UNKNOWN_TO_NATIVE[file] ?? (READ_BY_CONTENT.includes(file) || native?.exit_code === 0)
  test(`${file} (${what}) is ${isRead ? "read" : "refused"}`, async () => {
    const result = await outcome(await golden(`corrupt/${file}`), file)
    if (isRead) expect(result).toBe("read")
    else expect(result).toMatch(errorPattern(file))
  })
}

test("what is read in spite of a damage has the right values", async () => {
  const expected: { columns: ExpectedColumn[] } = JSON.parse(
    new TextDecoder().decode(await golden("formats/expected.json")),
  )
  for (const file of ["base_valid.arrow", "stream_no_eos.arrows", "wrong_magic.arrow", "wrong_magic.parquet"]) {
    const table = await readTable(await golden(`corrupt/${file}`), { name: file })
    for (const column of expected.columns) {
      const first = { ...column, values: column.values.slice(0, 60) }
      compareColumn(findColumn(table, column.name), first, "typed")
    }
  }
})

test("a small file that holds many zeros gives all of them", async () => {
  for (const file of ["bomb_10MB_zeros.parquet", "bomb_10MB_zeros.feather", "bomb_10MB_zeros.csv.gz"]) {
    const table = await readTable(await golden(`corrupt/${file}`), { name: file })
    expect(table.rows).toBe(file.includes("csv") ? 5_000_000 : 1_250_000)
    expect(table.columns.map((column) => column.type)).toEqual(["number"])
  }
})

test("a Parquet file with far more rows than its size lets expect is refused before they are made", async () => {
  const { gunzip } = await import("../../src/readers/gzip.js")
  expect(await outcome(gunzip(PARQUET_BOMB), "bomb.parquet")).toBe(
    "parquet bomb.parquet: got 20000000 rows in 1 row groups and 219 bytes, " +
      "expected at most 67108864 a row group and 4000 a byte",
  )
})

test("a flipped bit gives a table or one clear error, and quickly", async () => {
  for (const { file } of tables.filter((each) => each.file.startsWith("bitflip_"))) {
    expect(await outcome(await golden(`corrupt/${file}`), file)).toMatch(readOrError(file))
  }
  for (const file of ["base_valid.arrow", "base_valid.arrows", "base_valid.feather", "base_valid.parquet"]) {
    const bytes = await golden(`corrupt/${file}`)
    for (let i = 0; i < 150; i++) {
      const damaged = bytes.slice()
      const at = Math.floor((i * bytes.length) / 150)
      damaged[at]! ^= 1 << (i % 8)
      const start = performance.now()
      expect(await outcome(damaged, file), `bit ${i % 8} of byte ${at}`).toMatch(readOrError(file))
      expect(performance.now() - start, `bit ${i % 8} of byte ${at}`).toBeLessThan(5000)
    }
  }
})

test("a flipped bit in the header or the runs of a page is found before hyparquet goes by it", async () => {
  // without the checks of the pages each of these runs for ever or ends the process
  const flips: Record<string, [number, number][]> = {
    "formats/table_none.parquet": [
      [18655, 3],
      [20046, 7],
      [16743, 7],
      [25955, 7],
    ],
    "formats/table_v2page.parquet": [
      [27583, 6],
      [13858, 2],
      [28676, 7],
      [507, 2],
      [24687, 2],
      [2953, 4],
    ],
    "formats/table_encodings.parquet": [[16339, 6]],
    "corrupt/base_valid.parquet": [
      [3881, 6],
      [7984, 6],
      [10796, 6],
    ],
  }
  for (const [path, places] of Object.entries(flips)) {
    for (const [at, bit] of places) {
      const damaged = (await golden(path)).slice()
      damaged[at]! ^= 1 << bit
      expect(await outcome(damaged, "x.parquet"), `bit ${bit} of byte ${at}`).toMatch(readOrError("x.parquet"))
    }
  }
})

test("a file cut anywhere is refused", async () => {
  for (const file of ["base_valid.arrow", "base_valid.feather", "base_valid.parquet"]) {
    const bytes = await golden(`corrupt/${file}`)
    for (let end = 16; end < bytes.length; end += 97) {
      expect(await outcome(bytes.subarray(0, end), file), `${end} bytes`).toMatch(/^(arrow|parquet) .* is cut short/)
    }
  }
})

async function outcome(bytes: Uint8Array, name: string): Promise<string> {
  return readTable(bytes, { name }).then(
    () => "read",
    (error: Error) => error.message,
  )
}

function readOrError(file: string): RegExp {
  return new RegExp(`^read$|${errorPattern(file).source}`)
}

/** One line that begins with the format and the name. */
function errorPattern(file: string): RegExp {
  const prefix = /\.(arrows?|feather)$/.test(file) ? "arrow" : file.endsWith(".gz") ? "gzip" : "parquet"
  return new RegExp(`^(${prefix}|table) ${file.replaceAll(".", "\\.")}: [^\\n]+$`)
}
