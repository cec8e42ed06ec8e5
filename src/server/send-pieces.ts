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
    if (!out.write(piece)) await roomIn(out)
    if (performance.now() < until) continue
    await nextTask()
    until = performance.now() + SLICE_MS
  }
}

/** Waits until more is taken, or the other end left; what was waited for and did not come is let go. */
async function roomIn(out: Writable): Promise<void> {
  const waiting = new AbortController()
  try {
    await Promise.race(["drain", "close"].map((event) => once(out, event, { signal: waiting.signal })))
  } finally {
    waiting.abort()
  }
}
