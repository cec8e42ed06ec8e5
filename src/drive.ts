import { nextTask } from "./data/next-task.js"
import type { LongCall, Progress } from "./results/progress.js"

/** An abort or a repaint waits at most this long. */
const SLICE_MS = 40
const REPORT_MS = 100

/** When to give way next: calls that follow each other at once share a slice. */
let sliceEnd = 0

/**
 * Runs a kernel's steps to their end, giving way to the event loop between slices so that a page stays alive and an
 * abort arrives. The generator's `finally` blocks run in every case: they free its memory.
 */
export async function drive<Result>(
  steps: Generator<number, Result>,
  stage: Progress["stage"],
  total: number,
  { signal, onProgress }: LongCall,
): Promise<Result> {
  const report = reporter(stage, total, onProgress)
  if (performance.now() > sliceEnd + SLICE_MS) sliceEnd = performance.now() + SLICE_MS
  try {
    for (;;) {
      signal?.throwIfAborted()
      const step = steps.next()
      if (step.done) {
        report(total, true)
        return step.value
      }
      report(step.value, false)
      if (performance.now() < sliceEnd) continue
      await nextTask()
      sliceEnd = performance.now() + SLICE_MS
    }
  } finally {
    steps.return(undefined as Result)
  }
}

/**
 * Turns counts of finished rows into progress with a rate and a remaining time, at most every 100 ms. The total may be
 * a number that only becomes known meanwhile.
 */
export function reporter(
  stage: Progress["stage"],
  total: number | ((done: number, last: boolean) => number),
  onProgress: LongCall["onProgress"],
): (done: number, last: boolean) => void {
  if (!onProgress) return () => {}
  const started = performance.now()
  let reported = started
  return (done, last) => {
    const now = performance.now()
    if (!last && now - reported < REPORT_MS) return
    reported = now
    const rowsPerSecond = done / Math.max((now - started) / 1000, 1e-6)
    const all = typeof total === "function" ? total(done, last) : total
    const secondsLeft = done > 0 ? (all - done) / rowsPerSecond : Number.POSITIVE_INFINITY
    onProgress({ stage, done, total: all, rowsPerSecond, secondsLeft })
  }
}
