import type { Progress } from "../results/progress.js"
import type { CommonOptions } from "./options.js"
import type { Terminal } from "./terminal.js"

/** One line on standard error that is written over and over, none when that is no terminal. */
export function progressLine(
  options: CommonOptions,
  terminal: Terminal,
): { onProgress?: (progress: Progress) => void; clear(): void } {
  if (options.quiet || !terminal.stderr.isTTY) return { clear: () => {} }
  const started = performance.now()
  let shown = false
  return {
    onProgress: (progress) => {
      // What is done at once needs no line.
      if (performance.now() - started < 500) return
      shown = true
      terminal.stderr.write(`\r\u001b[K${describe(progress)}`)
    },
    clear: () => {
      if (shown) terminal.stderr.write("\r\u001b[K")
    },
  }
}

function describe({ stage, done, total, rowsPerSecond, secondsLeft }: Progress): string {
  const number = (value: number) => Math.round(value).toLocaleString("en-US")
  const left = Number.isFinite(secondsLeft)
    ? ` - ${secondsLeft < 10 ? secondsLeft.toFixed(1) : number(secondsLeft)} s left`
    : ""
  return `${stage} - ${number(done)}/${number(total)} rows - ${number(rowsPerSecond)} rows/s${left}`
}
