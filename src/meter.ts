const ASK_MS = 120

/** The progress of several workers as one number of rows: what is done, and what each says of its running call. */
export class Meter {
  readonly #report: (done: number, last: boolean) => void
  readonly #sharers: number
  readonly #running: number[] = []
  #done = 0
  #most = 0

  /** @param sharers workers that share each row, by trees: each does as much of it. */
  constructor(report: (done: number, last: boolean) => void, sharers = 1) {
    this.#report = report
    this.#sharers = sharers
  }

  /** Asks a worker about its call until the returned function is called. */
  of(service: { progress(job: number): Promise<number> }, worker: number): (job: number) => () => void {
    return (job) => {
      const ask = async () => {
        this.#running[worker] = await service.progress(job).catch(() => 0)
        this.#say()
      }
      const timer = setInterval(ask, ASK_MS)
      return () => clearInterval(timer)
    }
  }

  /** A part of the rows is done. */
  add(worker: number, rows: number): void {
    this.#running[worker] = 0
    this.#done += rows
    this.#say()
  }

  finish(rows: number): void {
    this.#report(rows, true)
  }

  #say(): void {
    const running = this.#running.reduce((sum, rows) => sum + rows, 0) / this.#sharers
    // An answer may be older than the end of its call: progress never goes back.
    this.#most = Math.max(this.#most, Math.floor(this.#done + running))
    this.#report(this.#most, false)
  }
}
