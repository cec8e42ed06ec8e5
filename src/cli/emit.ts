import { resolve } from "node:path"
import { writeFileAtomically } from "../node/write-file.js"
import type { Sheet } from "../results/sheet.js"
import { writeArrowSheet } from "../writers/arrow.js"
import { writeCsv } from "../writers/csv.js"
import { visibleText } from "../writers/format-cell.js"
import { writeJson } from "../writers/json.js"
import { writeMarkdown } from "../writers/markdown.js"
import { writeTable, writeTsv } from "../writers/text.js"
import type { CommonOptions } from "./options.js"
import { type Terminal, UsageError } from "./terminal.js"

/**
 * Writes a result in the form that was asked for: JSON has all of it, the other forms its sheet. Without a choice it is
 * a table on a terminal and tab-separated elsewhere.
 */
export async function emit(result: unknown, sheet: Sheet, options: CommonOptions, terminal: Terminal): Promise<void> {
  const toFile = options.o !== undefined && options.o !== "-"
  const content = format(result, sheet, options, terminal, toFile)
  if (toFile) await writeFileAtomically(resolve(terminal.cwd, options.o!), content)
  else terminal.stdout.write(content)
}

/** Writes a text that is no sheet, such as a page, to where a result goes. */
export async function emitText(text: string, options: Pick<CommonOptions, "o">, terminal: Terminal): Promise<void> {
  if (options.o === undefined || options.o === "-") terminal.stdout.write(text)
  else await writeFileAtomically(resolve(terminal.cwd, options.o), text)
}

/** A remark beside the result, on standard error. */
export function note(text: string, options: CommonOptions, terminal: Terminal): void {
  if (!options.quiet) terminal.stderr.write(`${visibleText(text)}\n`)
}

function format(result: unknown, sheet: Sheet, options: CommonOptions, terminal: Terminal, toFile: boolean) {
  if (options.json) return writeJson(result)
  if (options.csv) return writeCsv(sheet)
  if (options.markdown) return writeMarkdown(sheet)
  if (!options.arrow) return terminal.stdout.isTTY && !toFile ? writeTable(sheet) : writeTsv(sheet)
  if (terminal.stdout.isTTY && !toFile) throw new UsageError("--arrow writes bytes: name a file with -o, or pipe it")
  return writeArrowSheet(sheet)
}
