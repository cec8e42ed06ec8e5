import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { type JsonKind, jsonKind, ndjsonColumn } from "./ndjson-column.js"
import { Refusal } from "./table-errors.js"
import { toUtf8 } from "./table-text.js"

const LF = 0x0a

/**
 * Reads JSON lines: one object a line, its keys are columns in the order in which they first occur. Blank lines are
 * skipped. For the types see `readTable`.
 */
export function readNdjson(file: Uint8Array, name: string): Table {
  const notes: string[] = []
  return new JsonLines(name).read(toUtf8(file, notes), notes)
}

/** JSON lines, in one part or in several that end with their lines. */
export class JsonLines {
  private readonly name: string
  /** The columns so far, and what each turned out to hold. */
  private readonly kinds = new Map<string, JsonKind | undefined>()
  private line = 0

  constructor(name: string) {
    this.name = name
  }

  /**
   * Reads the next part: its columns are those of all parts so far. A column is of the type of its first values; where
   * a later part has a value of another type it is text from that part on.
   * @param bytes UTF-8 without byte order mark.
   */
  read(bytes: Uint8Array, notes: string[]): Table {
    const first = this.line
    const { cells, rows } = this.readCells(bytes)
    const columns: Column[] = []
    for (const [key, values] of cells) {
      const before = this.kinds.get(key)
      const kind = jsonKind(values, before)
      this.kinds.set(key, kind)
      if (before !== undefined && kind !== before) {
        const now = kind === "left out" ? "left out" : "text"
        notes.push(`column "${key}" held ${before}s up to line ${first} and is ${now} from there on`)
      }
      const column = ndjsonColumn(key, values, rows, kind, notes)
      if (column) columns.push(column)
    }
    return { name: this.name, rows, columns, notes }
  }

  private readCells(bytes: Uint8Array): { cells: Map<string, unknown[]>; rows: number } {
    const cells = new Map(Array.from(this.kinds.keys(), (key) => [key, [] as unknown[]]))
    let rows = 0
    for (const text of textLines(bytes)) {
      this.line++
      if (text.trim() === "") continue
      for (const [key, value] of Object.entries(parseLine(text, this.line))) {
        let column = cells.get(key)
        if (!column) {
          column = new Array<unknown>(rows)
          cells.set(key, column)
        }
        column[rows] = value
      }
      rows++
    }
    return { cells, rows }
  }
}

function* textLines(bytes: Uint8Array): Iterable<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(LF, start)
    const end = newline < 0 ? bytes.length : newline
    yield decoder.decode(bytes.subarray(start, end))
    start = end + 1
  }
}

function parseLine(text: string, line: number): object {
  const value = parseJson(text, line)
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  const what = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`
  throw new Refusal(`line ${line} is ${what}, expected an object`)
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parsePythonJson(text, line)
  }
}

/** Python's json.dumps writes NaN and Infinity as bare words, which JSON does not have: they are put into quotes. */
function parsePythonJson(text: string, line: number): unknown {
  const quoted = text.replace(/("(?:[^"\\]|\\.)*")|-?\bInfinity\b|\bNaN\b/g, (match, string) => string ?? `"${match}"`)
  try {
    return JSON.parse(quoted)
  } catch (error) {
    throw new Refusal(`line ${line} is not JSON: ${(error as Error).message}`)
  }
}
