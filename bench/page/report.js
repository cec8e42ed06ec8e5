import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { arch, cpus } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const records = join(dirname(fileURLToPath(import.meta.url)), "../records")
const columns = [
  ["line", 62, ({ name }) => name],
  ["ours", 8, ({ value }) => short(value)],
  ["unit", 4, ({ unit }) => unit],
  ["bar", 7, ({ bar }) => short(bar)],
  ["met", 5, (line) => verdict(line)],
  ["note", 0, ({ note }) => note],
]

/** What a line comes to: WRONG before all, as the time of a wrong answer means nothing. */
function verdict({ value, bar, right }) {
  if (right === false) return "WRONG"
  return bar === undefined ? "" : value <= bar ? "yes" : "no"
}

export function header() {
  return columns.map(([title, width]) => title.padEnd(width)).join("  ")
}

export function row(line) {
  const cells = cellsOf(line).map((cell, i) => cell.padEnd(columns[i][1]))
  return cells.join("  ").trimEnd()
}

/** Writes the lines into today's record; other lines of an earlier run of the day stay. */
export function record(lines) {
  const path = join(records, `page-${new Date().toISOString().slice(0, 10)}.csv`)
  const fresh = lines.map((line) => cellsOf(line).map(quote).join(","))
  const names = new Set(lines.map(({ name }) => quote(name)))
  const kept = linesOf(path).filter((text) => !names.has(text.match(/^"[^"]*"/)?.[0]))
  const machine = `# ${cpus()[0]?.model} (${arch()}), ${cpus().length} cores, Node ${process.version}`
  mkdirSync(records, { recursive: true })
  writeFileSync(path, `${[machine, columns.map(([title]) => title).join(","), ...kept, ...fresh].join("\n")}\n`)
  return path
}

function linesOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").slice(2) : []
}

function cellsOf(line) {
  return columns.map(([, , cell]) => String(cell(line) ?? ""))
}

function quote(text) {
  return `"${text.replaceAll('"', '""')}"`
}

function short(number) {
  return number === undefined ? undefined : Number(number.toPrecision(4))
}
