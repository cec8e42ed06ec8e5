import type { EngineCalls } from "../engine-calls.js"
import { Engine } from "../node.js"
import type { LongCall } from "../results/progress.js"
import type { CommonOptions } from "./options.js"
import { progressLine } from "./progress-line.js"
import type { Terminal } from "./terminal.js"

/** Works with an engine, its progress on the terminal and Ctrl-C as its abort, and closes it. */
export async function withEngine<Result>(
  options: CommonOptions,
  terminal: Terminal,
  work: (engine: EngineCalls, call: LongCall) => Promise<Result>,
): Promise<Result> {
  const engine = await Engine.create(options.threads ? { threads: options.threads } : {})
  const { onProgress, clear } = progressLine(options, terminal)
  try {
    return await work(engine, { signal: terminal.signal, ...(onProgress && { onProgress }) })
  } finally {
    clear()
    engine.close()
  }
}
