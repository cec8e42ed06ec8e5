// Lines of a benchmark as a table on the terminal and as a record.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { arch, cpus } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const records = join(dirname(fileURLToPath(import.meta.url)), "records")

/** @param columns each a title, a width on the terminal, and what a line has there */
export function linesIn(columns, kind) {
  const cellsOf = (line) => columns.map(([, , cell]) => String(cell(line) ?? ""))
  return {
    header: () => columns.map(([title, width]) => title.padEnd(width)).join("  "),
    row: (line) =>
      cellsOf(line)
        .map((cell, i) => cell.padEnd(columns[i][1]))
        .join("  ")
        .trimEnd(),
    record: (lines) => record(`${kind}-${new Date().toISOString().slice(0, 10)}.csv`, columns, lines.map(cellsOf)),
  }
}

/** Four digits are what timings are worth. */
export function short(number) {
  return number === undefined ? undefined : Number(number.toPrecision(4))
}

/** Writes the lines into today's record; other lines of an earlier run of the day stay. */
function record(file, columns, rows) {
  const path = join(records, file)
  const names = new Set(rows.map(([name]) => quote(name)))
  const kept = linesOf(path).filter((text) => !names.has(text.match(/^"[^"]*"/)?.[0]))
  const machine = `# ${cpus()[0]?.model} (${arch()}), ${cpus().length} cores, Node ${process.version}`
  const titles = columns.map(([title]) => title).join(",")
  mkdirSync(records, { recursive: true })
  writeFileSync(path, `${[machine, titles, ...kept, ...rows.map((cells) => cells.map(quote).join(","))].join("\n")}\n`)
  return path
}

function linesOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").slice(2) : []
}

function quote(text) {
  return `"${text.replaceAll('"', '""')}"`
}
