import { createInterface } from "node:readline/promises"
import { type Terminal, UsageError } from "./terminal.js"

/** Asks on the terminal. @throws UsageError where nobody can answer. */
export async function confirmed(question: string, terminal: Terminal): Promise<boolean> {
  if (!terminal.stdin?.isTTY)
    throw new UsageError("nobody can be asked here: give --yes to do it, or --dry-run to look")
  const asking = createInterface({ input: terminal.stdin, output: process.stderr })
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal: terminal.signal })
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    asking.close()
  }
}
