import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { ndjsonColumn } from "./ndjson-column.js"
import { Refusal } from "./table-errors.js"
import { toUtf8 } from "./table-text.js"

const LF = 0x0a

/**
 * Reads JSON lines: one object a line, its keys are columns in the order in which they first occur. Blank lines are
 * skipped. For the types see `readTable`.
 */
export function readNdjson(file: Uint8Array, name: string): Table {
  const notes: string[] = []
  const cells = new Map<string, unknown[]>()
  let rows = 0
  for (const [line, text] of textLines(toUtf8(file, notes))) {
    if (text.trim() === "") continue
    for (const [key, value] of Object.entries(parseLine(text, line))) {
      let column = cells.get(key)
      if (!column) {
        column = new Array<unknown>(rows)
        cells.set(key, column)
      }
      column[rows] = value
    }
    rows++
  }
  const columns = Array.from(cells, ([key, values]) => ndjsonColumn(key, values, rows, notes))
  return { name, rows, columns: columns.filter((column): column is Column => column !== undefined), notes }
}

function* textLines(bytes: Uint8Array): Iterable<[number, string]> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(LF, start)
    const end = newline < 0 ? bytes.length : newline
    line++
    yield [line, decoder.decode(bytes.subarray(start, end))]
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
