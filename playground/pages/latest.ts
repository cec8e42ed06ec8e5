import { html, type LitElement, nothing, type TemplateResult } from "lit"
import type { Progress } from "../../src/index.js"
import type { Session } from "../session.js"
import "../views/progress-row.js"

/** What a computation is given: the way to be stopped, and to say how far it is. */
export interface Job {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Shows a first result while the whole is computed. */
  readonly show: (partial: unknown) => void
}

/** Computations shorter than this show no progress, in milliseconds. */
const QUIET_MS = 400

/** The newest result of a computation: a new key ends the old one. What there is stays while it is stopped. */
export class Latest<Value> {
  value: Value | undefined
  readonly #host: LitElement
  readonly #stage: string
  readonly #keep: boolean
  #key: readonly unknown[] = []
  #stop = new AbortController()
  #running = false
  #progress: Progress | undefined
  #seen = false
  /** Stopped before it began. */
  #halted: Session | undefined

  /** @param keep what there is stays until the new result takes its place. */
  constructor(host: LitElement, stage: string, keep = false) {
    this.#keep = keep
    this.#host = host
    this.#stage = stage
  }

  /** Computes again when the key is another one. Call it at every drawing. */
  want(session: Session, key: readonly unknown[], work: (job: Job) => Promise<Value>): void {
    if (this.#has(key)) return
    this.#key = key
    this.#stop.abort()
    this.#stop = new AbortController()
    if (!this.#keep) this.value = undefined
    this.#start(session, work, AbortSignal.any([this.#stop.signal, session.signal]))
  }

  /** As `want`, when no rows are explained any more: until then all workers are busy. Stop ends the wait, too. */
  wantLater(session: Session, key: readonly unknown[], work: (job: Job) => Promise<Value>): void {
    const { stage, stoppedOn } = session.state
    this.#halted = stoppedOn === session.view.page && !this.#has(key) ? session : undefined
    if (!stage && !this.#halted) this.want(session, key, work)
  }

  /** How far it is, with the way to stop it, or to begin what was stopped before; nothing when done or quick. */
  progress(): TemplateResult | typeof nothing {
    const halted = this.#halted
    if (halted)
      return html`<p class="quiet">Stopped before ${this.#stage}. <button type="button" @click=${() => halted.goOn()}>Go on</button></p>`
    if (!this.#running || !this.#seen) return nothing
    return html`<progress-row .stage=${this.#stage} .progress=${this.#progress} @stopped=${() => this.#stop.abort()}></progress-row>`
  }

  #has(key: readonly unknown[]): boolean {
    return key.length === this.#key.length && key.every((each, i) => Object.is(each, this.#key[i]))
  }

  async #start(session: Session, work: (job: Job) => Promise<Value>, signal: AbortSignal): Promise<void> {
    const own = this.#stop
    const draw = (change: () => void) => {
      if (own !== this.#stop) return
      change()
      this.#host.requestUpdate()
    }
    const take = (value: Value) =>
      draw(() => {
        this.value = value
      })
    this.#running = true
    this.#seen = false
    this.#progress = undefined
    const timer = setTimeout(
      () =>
        draw(() => {
          this.#seen = true
        }),
      QUIET_MS,
    )
    const onProgress = (progress: Progress) =>
      draw(() => {
        this.#progress = progress
      })
    try {
      const value = await work({ signal, onProgress, show: (partial) => take(partial as Value) })
      take(value)
    } catch (error) {
      if (!signal.aborted) session.fail(error)
    } finally {
      clearTimeout(timer)
      draw(() => {
        this.#running = false
      })
    }
  }
}
