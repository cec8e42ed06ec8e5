/** Work that can be paused: yields which share of it is done, from 0 to 1. */
export type Steps<Result> = Generator<number, Result>

/** Does work for each item, with a pause after each. */
export function* eachInSteps<Item, Result>(items: readonly Item[], work: (item: Item) => Result): Steps<Result[]> {
  const results: Result[] = []
  for (const item of items) {
    results.push(work(item))
    yield results.length / items.length
  }
  return results
}

/** Work that is a part of other work: its shares lie between two of the whole. */
export function* between<Result>(from: number, to: number, steps: Steps<Result>): Steps<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield from + (to - from) * step.value
  }
}

/** Does all at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
