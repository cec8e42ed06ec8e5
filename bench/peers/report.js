import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { arch, cpus } from "node:os"
import { join } from "node:path"
import { places } from "./places.js"

const columns = [
  ["line", 24, ({ name }) => name],
  ["rows", 9, ({ rows }) => rows],
  ["peer", 22, ({ peer }) => peer],
  ["peer rows", 9, ({ peerRows }) => peerRows],
  ["ours", 9, ({ ours }) => short(ours)],
  ["peer's", 9, ({ theirs }) => short(theirs)],
  ["unit", 6, ({ unit }) => unit],
  ["ratio", 7, ({ ours, theirs }) => ours && theirs && short(theirs / ours)],
  ["bar", 6, ({ bar }) => bar && short(bar)],
  ["met", 5, (line) => verdict(line)],
  ["error", 7, ({ error }) => error?.toExponential(1)],
  [
    "note",
    0,
    ({ note, goal, unavailable }) => unavailable ?? [goal && `goal ${goal}`, note].filter(Boolean).join("; "),
  ],
]

/** What a line comes to: WRONG before all, as the time of a wrong answer means nothing. */
function verdict({ ours, theirs, bar, right, unavailable }) {
  if (unavailable) return ""
  if (right === false) return "WRONG"
  return bar === undefined ? "" : theirs / ours >= bar ? "yes" : "no"
}

export function header() {
  return columns.map(([title, width]) => title.padEnd(width)).join("  ")
}

export function row(line) {
  return cellsOf(line)
    .map((cell, i) => cell.padEnd(columns[i][1]))
    .join("  ")
    .trimEnd()
}

/** Writes the lines into today's record; other lines of an earlier run of the day stay. */
export function record(lines) {
  const path = join(places.records, `peers-${new Date().toISOString().slice(0, 10)}.csv`)
  const fresh = lines.map((line) => cellsOf(line).map(quote).join(","))
  const names = new Set(lines.map(({ name }) => quote(name)))
  const kept = linesOf(path).filter((text) => !names.has(text.match(/^"[^"]*"/)?.[0]))
  const machine = `# ${cpus()[0]?.model} (${arch()}), ${cpus().length} cores, Node ${process.version}`
  const titles = columns.map(([title]) => title).join(",")
  mkdirSync(places.records, { recursive: true })
  writeFileSync(path, `${[machine, titles, ...kept, ...fresh].join("\n")}\n`)
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
