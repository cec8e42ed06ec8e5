import { nextTask } from "./next-task.js"

/** A thread that also answers people may stand still for so long at a time, in milliseconds. */
const SLICE_MS = 8

/**
 * Runs steps to their end in a thread that also has others to answer, e.g. a page's: other work comes in between.
 * What is thrown at the next turn, as by an aborted signal, ends them early.
 */
export async function gently<Result>(steps: Generator<unknown, Result>, signal?: AbortSignal): Promise<Result> {
  try {
    for (let sliceEnd = performance.now() + SLICE_MS; ; ) {
      const step = steps.next()
      if (step.done) return step.value
      if (performance.now() < sliceEnd) continue
      await nextTask()
      signal?.throwIfAborted()
      sliceEnd = performance.now() + SLICE_MS
    }
  } finally {
    steps.return(undefined as Result)
  }
}

/** All steps at once. */
export function atOnce<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
