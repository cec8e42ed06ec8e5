import { CommanderError } from "commander"
import { scoringName, spelledOut } from "../kernels/scoring-metrics.js"
import { FilterError } from "../stores/filter-error.js"
import { visibleText } from "../writers/format-cell.js"
import { type Terminal, TrippedError, UsageError } from "./terminal.js"

/** The exit code of whatever went wrong, after one line that says it; commander has written its own. */
export function exitCode(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (terminal.signal.aborted) {
    terminal.stderr.write("cancelled\n")
    return 2
  }
  const message = error instanceof Error ? error.message : String(error)
  terminal.stderr.write(`leafwise: ${visibleText(inOwnWords(message).replace(/\s*\n\s*/g, " "))}\n`)
  if (error instanceof TrippedError) return 3
  // A filter that cannot be read is an option that was given wrongly.
  return error instanceof UsageError || error instanceof FilterError ? 2 : 1
}

/** A metric that refuses its input is named as options name it, `roc_auc`, not as the library's function. */
function inOwnWords(message: string): string {
  return message.replace(/^\w+(?=: )/, (name) => (scoringName(name) === undefined ? name : spelledOut(name)))
}
