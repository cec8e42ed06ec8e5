import { nextTask } from "./data/next-task.js"
import type { Table } from "./data/table.js"
import { reporter } from "./drive.js"
import type { LongCall, Progress } from "./results/progress.js"

export interface BatchCall extends LongCall {
  readonly total?: number | (() => number | undefined)
}

/** What was made of one batch. */
interface Batch<Result> {
  readonly table: Table
  /** Rows in the batches before. */
  readonly offset: number
  readonly result: Result
}

/**
 * Works on one batch after the other, each when it is asked for, and reads the next meanwhile. The iterator of the
 * batches is returned in the end, whatever happens.
 * @param work is given a signal and the way to report its own progress in rows of the batch.
 */
export async function* overBatches<Result>(
  batches: AsyncIterable<Table> | Iterable<Table>,
  { signal, onProgress, total }: BatchCall,
  stage: Progress["stage"],
  work: (table: Table, call: LongCall) => Promise<Result>,
): AsyncGenerator<Batch<Result>> {
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]()
  const report = reporter(stage, totalOf(total), onProgress)
  let offset = 0
  try {
    for (let next = ahead(iterator); ; ) {
      const { done, value: table } = await unlessAborted(next, signal)
      if (done) break
      next = ahead(iterator)
      const inner = (progress: Progress) => progress.stage === stage && report(offset + progress.done, false)
      // Small batches one after the other would never let an abort arrive.
      await nextTask()
      const result = await work(table, { ...(signal && { signal }), ...(onProgress && { onProgress: inner }) })
      yield { table, offset, result }
      offset += table.rows
    }
    report(offset, true)
  } finally {
    const returned = Promise.resolve(iterator.return?.()).catch(() => {})
    // a source that no longer answers must not hold up an abort
    if (!signal?.aborted) await returned
  }
}

/** Asks for the next batch. An error in it is for whoever waits for it. */
function ahead(iterator: AsyncIterator<Table> | Iterator<Table>): Promise<IteratorResult<Table>> {
  const next = (async () => iterator.next())()
  next.catch(() => {})
  return next
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise
  signal.throwIfAborted()
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener("abort", onAbort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}

/** How many rows all batches have: what is known of it, and in the end what was done. */
function totalOf(total: BatchCall["total"]): (done: number, last: boolean) => number {
  return (done, last) => {
    const known = typeof total === "function" ? total() : total
    return last ? done : Math.max(done, known ?? Number.POSITIVE_INFINITY)
  }
}
