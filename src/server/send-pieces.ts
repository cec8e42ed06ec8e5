import { once } from "node:events"
import type { Writable } from "node:stream"
import { nextTask } from "../data/next-task.js"

/** Milliseconds that are written at a time: others wait no longer. */
const SLICE_MS = 8

/** Writes texts as fast as they are taken, with turns of the event loop between, until all are or the other end left. */
export async function sendPieces(out: Writable, pieces: Iterable<string>): Promise<void> {
  let until = performance.now() + SLICE_MS
  for (const piece of pieces) {
    if (out.destroyed) return
    if (!out.write(piece)) await Promise.race([once(out, "drain"), once(out, "close")])
    if (performance.now() < until) continue
    await nextTask()
    until = performance.now() + SLICE_MS
  }
}
