import type { ReactiveController, ReactiveControllerHost } from "lit"

/** Lets an element draw its parts one after the other, each in a task of its own: none blocks the page for long. */
export class InTurns implements ReactiveController {
  /** Parts that may be drawn, beside the first. */
  drawn = 0
  readonly #host: ReactiveControllerHost
  readonly #parts: number
  readonly #pause: number
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param pause milliseconds that a part has for itself. */
  constructor(host: ReactiveControllerHost, parts: number, pause: number) {
    this.#host = host
    this.#parts = parts
    this.#pause = pause
    host.addController(this)
  }

  hostUpdated(): void {
    if (this.#timer !== undefined || this.drawn === this.#parts) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.drawn++
      this.#host.requestUpdate()
    }, this.#pause)
  }
}
