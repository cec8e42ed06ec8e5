import { type EventEmitter, once } from "node:events"
import { resolve } from "node:path"
import { openReplacement } from "../node/open-replacement.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { Sheet } from "../results/sheet.js"
import { writeArrowSheet } from "../writers/arrow.js"
import { writeCsv } from "../writers/csv.js"
import { visibleText } from "../writers/format-cell.js"
import { jsonPieces } from "../writers/json-pieces.js"
import { writeMarkdown } from "../writers/markdown.js"
import { writeTable, writeTsv } from "../writers/text.js"
import type { CommonOptions } from "./options.js"
import { type Output, type Terminal, UsageError } from "./terminal.js"

/**
 * Writes a result in the form that was asked for: JSON has all of it, the other forms its sheet. Without a choice it is
 * a table on a terminal and tab-separated elsewhere.
 * @param sheet or what makes it, where that takes long and JSON may be asked for.
 */
export async function emit(
  result: unknown,
  sheet: Sheet | (() => Sheet),
  options: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  const toFile = options.o !== undefined && options.o !== "-"
  if (options.json) return emitJson(result, toFile ? resolve(terminal.cwd, options.o!) : undefined, terminal)
  const content = format(typeof sheet === "function" ? sheet() : sheet, options, terminal, toFile)
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

/** In pieces: a result may be larger than a text can be. */
async function emitJson(result: unknown, path: string | undefined, { stdout, signal }: Terminal): Promise<void> {
  if (path === undefined) {
    for (const piece of gathered(jsonPieces(result))) {
      if (stdout.write(piece) === false) await drained(stdout, signal)
    }
    return
  }
  const file = await openReplacement(path)
  const encoder = new TextEncoder()
  for (const piece of gathered(jsonPieces(result))) await file.write(encoder.encode(piece))
  await file.end()
}

/** Characters that are written at a time. */
const PORTION = 2 ** 20

function* gathered(pieces: Iterable<string>): Generator<string> {
  let text = ""
  for (const piece of pieces) {
    text += piece
    if (text.length < PORTION) continue
    yield text
    text = ""
  }
  if (text !== "") yield text
}

/** Until whoever reads has taken what was written; a reader that left ends the process elsewhere. */
async function drained(stdout: Output, signal: AbortSignal): Promise<void> {
  if ("once" in stdout) await once(stdout as unknown as EventEmitter, "drain", { signal })
}

function format(sheet: Sheet, options: CommonOptions, terminal: Terminal, toFile: boolean) {
  if (options.csv) return writeCsv(sheet)
  if (options.markdown) return writeMarkdown(sheet)
  if (!options.arrow) return terminal.stdout.isTTY && !toFile ? writeTable(sheet) : writeTsv(sheet)
  if (terminal.stdout.isTTY && !toFile) throw new UsageError("--arrow writes bytes: name a file with -o, or pipe it")
  return writeArrowSheet(sheet)
}
