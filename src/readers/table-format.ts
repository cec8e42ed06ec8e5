import { sniffDelimiter } from "./csv.js"
import { CsvRows } from "./csv-rows.js"
import { Refusal } from "./table-errors.js"

/** The formats that `readTable` reads. */
export type TableFormat = "arrow" | "parquet" | "gzip" | "ndjson" | "csv"

type Other = readonly [start: string, looks: string, cure?: string]

const EXPECTED = "expected Arrow, Feather, Parquet, CSV, TSV or JSON lines, or one of these in gzip"
const JSON_CURE = 'save it as JSON lines: df.to_json(path, orient="records", lines=True)'
const MODEL_CURE = "open it as a model"

// the first bytes of files that are something else, as Latin-1
const OTHER_BINARIES: readonly Other[] = [
  ["FEA1", "Feather version 1", "save it again with to_feather of a current pandas"],
  ["\x89PNG", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["PK\x03\x04", "a zip archive", "unpack it first"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook", "save the sheet as CSV"],
  ["SQLite format 3", "a SQLite database"],
  ["\x93NUMPY", "a NumPy array", "save it as CSV or Parquet with column names"],
  ["\x89HDF", "an HDF5 file", "save it as Parquet"],
  ["ORC", "an ORC file", "save it as Parquet"],
  ["Obj\x01", "an Avro file", "save it as Parquet"],
  ["BZh", "a bzip2 file", "unpack it first"],
  ["\xfd7zXZ", "an xz file", "unpack it first"],
  ["7z\xbc\xaf", "a 7z archive", "unpack it first"],
  ["\x28\xb5\x2f\xfd", "a Zstandard file", "unpack it first"],
  ["CBM1", "a CatBoost model", MODEL_CURE],
  ...["\x02", "\x03", "\x04", "\x05"].map((protocol): Other => [`\x80${protocol}`, "a Python pickle", MODEL_CURE]),
]
const OTHER_TEXTS: readonly Other[] = [
  ["%PDF-", "a PDF document"],
  ["tree\nversion=", "a LightGBM model", MODEL_CURE],
  ["tree\r\nversion=", "a LightGBM model", MODEL_CURE],
  ["<?xml", "an XML document"],
]

/**
 * Finds out from its content what a file is; the name only tells JSON lines with a single line from a JSON object.
 * Refuses, with the name of the format where it is known, what is no table.
 */
export function tableFormat(bytes: Uint8Array, name: string): TableFormat {
  if (bytes.length === 0) throw new Refusal("the file is empty")
  const head = String.fromCharCode(...bytes.subarray(0, 2048))
  if (head.startsWith("\x1f\x8b")) return "gzip"
  if (/^(\xff\xfe|\xfe\xff)/.test(head)) return textFormat(bytes, head.replaceAll("\0", ""), name)
  // letters alone could be the header of a CSV file
  const isBinary = /[^\t\n\v\f\r -\xff]/.test(head)
  if ((isBinary && head.startsWith("ARROW1")) || hasTrailer(bytes, "ARROW1", 10) || isArrowStream(bytes)) return "arrow"
  if ((isBinary && head.startsWith("PAR1")) || hasTrailer(bytes, "PAR1", 8) || hasTrailer(bytes, "PARE", 8)) {
    return "parquet"
  }
  return isBinary ? refuseBinary(head) : textFormat(bytes, head, name)
}

/**
 * Whether a file is, by its content, a table that `readTable` would try to read. Text counts where its first lines have
 * the same number of fields, or where the name says that it is a table.
 */
export function isTable(bytes: Uint8Array, name = ""): boolean {
  try {
    const format = tableFormat(bytes, name)
    if (format === "gzip") return !/\.(tar\.gz|tgz)$/i.test(name)
    return format !== "csv" || isNamed(name, "csv|tsv") || isRectangular(bytes, name)
  } catch {
    return false
  }
}

function isNamed(name: string, endings: string): boolean {
  return new RegExp(`\\.(${endings})(\\.gz)?$`, "i").test(name)
}

/** Whether the file ends with a magic word and, `distance` before its end, a footer length that is possible. */
function hasTrailer(bytes: Uint8Array, magic: string, distance: number): boolean {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(-magic.length)) !== magic) return false
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - distance, true)
  // a text that happens to end with the word has letters here, and letters are a length beyond 500 MB
  return length > 0 && length < bytes.length
}

/** A message begins with -1 and its length; before version 0.15 with the length alone. */
function isArrowStream(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getInt32(0, true)
  if (length === -1) return true
  const root = view.getUint32(4, true)
  return length >= 16 && length < 2 ** 24 && length <= bytes.length && length % 4 === 0 && root >= 4 && root < length
}

function refuseBinary(head: string): never {
  if (head.startsWith("{") && head.includes("learner")) refuse("an XGBoost model", MODEL_CURE)
  if (head.startsWith("PK") && /\[Content_Types\]|xl\//.test(head)) refuse("an Excel workbook", "save the sheet as CSV")
  refuseOther(OTHER_BINARIES, head)
  throw new Refusal(`it holds binary data of an unknown format, ${EXPECTED}`)
}

function refuseOther(others: readonly Other[], head: string): void {
  const found = others.find(([start]) => head.startsWith(start))
  if (found) refuse(found[1], found[2])
}

function refuse(looks: string, cure = EXPECTED): never {
  throw new Refusal(`looks like ${looks}, ${cure}`)
}

function textFormat(bytes: Uint8Array, rawHead: string, name: string): "ndjson" | "csv" {
  const head = rawHead.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "").trimStart()
  refuseOther(OTHER_TEXTS, head)
  if (/^<(!doctype )?html/i.test(head)) refuse("an HTML page")
  if (isNamed(name, "csv|tsv")) return "csv"
  if (head.startsWith("{")) return jsonFormat(bytes, head, name)
  if (/^\[\s*([[{"\d\]-]|$)/.test(head)) refuse("a JSON array", JSON_CURE)
  return "csv"
}

/** JSON lines have an object on each line. One object alone counts if the name says so or all its values are plain. */
function jsonFormat(bytes: Uint8Array, head: string, name: string): "ndjson" {
  if (/^\{\s*"(learner|version)"\s*:\s*[[{]/.test(head) && head.includes('"learner"')) {
    refuse("an XGBoost model", MODEL_CURE)
  }
  if (isNamed(name, "jsonl|ndjson")) return "ndjson"
  const newline = bytes.indexOf(0x0a)
  const line = new TextDecoder().decode(bytes.subarray(0, newline < 0 ? bytes.length : newline)).trim()
  const isAlone = newline < 0 || bytes.subarray(newline).every((byte) => byte <= 0x20)
  if (!line.endsWith("}") || (isAlone && /[[{]/.test(line.slice(1)))) refuse("a JSON object", JSON_CURE)
  return "ndjson"
}

function isRectangular(bytes: Uint8Array, name: string): boolean {
  const head = bytes.subarray(0, 1 << 16)
  const rows = new CsvRows(head, sniffDelimiter(head, name))
  const sink = { cell() {} }
  const width = rows.next(sink)
  const next = rows.next(sink)
  return width > 1 && (next === 0 || next === width)
}
