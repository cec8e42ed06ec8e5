import { CommanderError } from "commander"
import { visibleText } from "../writers/format-cell.js"
import { type Terminal, UsageError } from "./terminal.js"
import { ThresholdError } from "./threshold-error.js"

/** The exit code of whatever went wrong, after one line that says it; commander has written its own. */
export function exitCode(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (terminal.signal.aborted) {
    terminal.stderr.write("cancelled\n")
    return 2
  }
  const message = error instanceof Error ? error.message : String(error)
  terminal.stderr.write(`leafwise: ${visibleText(message.replace(/\s*\n\s*/g, " "))}\n`)
  if (error instanceof ThresholdError) return 3
  return error instanceof UsageError ? 2 : 1
}
