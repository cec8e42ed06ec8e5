import type { LitElement, ReactiveController } from "lit"

/** Keeps an element's `width` at the room it has, so that its plot is drawn for it instead of being scaled. */
export class WidthController implements ReactiveController {
  readonly #host: LitElement & { width: number }
  readonly #observer: ResizeObserver

  constructor(host: LitElement & { width: number }, least = 280) {
    this.#host = host
    this.#observer = new ResizeObserver(([entry]) => {
      const room = Math.floor(entry!.contentRect.width)
      if (room > 0) host.width = Math.max(least, Math.min(room, 1000))
    })
    host.addController(this)
  }

  hostConnected(): void {
    this.#observer.observe(this.#host)
  }

  hostDisconnected(): void {
    this.#observer.disconnect()
  }
}
