/** Work on many points in steps, between which the page can answer. */
export type Steps<Result> = Generator<undefined, Result>

/** Points that are worked on at a step: about two milliseconds. */
export const STEP_POINTS = 1 << 16
/** The page may stand still for so long at a time, in milliseconds; at first shorter, beside all else that is drawn. */
const SLICE_MS = 32
const FIRST_MS = 8

/** All steps at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * Runs steps as long as they are wanted, a slice in each task. What fits one slice is done when this returns, so that
 * a picture of few points is there at once.
 */
export function inSlices<Result>(steps: Steps<Result>, wanted: () => boolean, done: (result: Result) => void): void {
  const { port1, port2 } = new MessageChannel()
  const slice = (milliseconds: number) => {
    for (const end = performance.now() + milliseconds; wanted(); ) {
      const step = steps.next()
      if (step.done) {
        port1.close()
        return done(step.value)
      }
      if (performance.now() > end) return port2.postMessage(0)
    }
    port1.close()
  }
  port1.onmessage = () => slice(SLICE_MS)
  slice(FIRST_MS)
}

/** Works on points [from, to) until all are done. */
export function* overPoints(points: number, work: (from: number, to: number) => void): Steps<void> {
  for (let from = 0; from < points; from += STEP_POINTS) {
    work(from, Math.min(points, from + STEP_POINTS))
    yield
  }
}
