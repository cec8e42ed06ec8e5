import type { Ensemble } from "./data/ensemble.js"
import { gently } from "./data/gently.js"
import { reporter } from "./drive.js"
import { handOver } from "./hand-over.js"
import { cutInputs, type Inputs } from "./kernels/inputs.js"
import { usedFeatures } from "./kernels/used-features.js"
import { Meter } from "./meter.js"
import type { Part, Parts } from "./parts.js"
import { type Lease, Residence } from "./residence.js"
import type { LongCall, Progress } from "./results/progress.js"
import type { EngineService } from "./service.js"

/** The methods of a service as they look from outside its thread. */
export type RemoteService = {
  [Name in keyof EngineService]: (
    ...args: Parameters<EngineService[Name]>
  ) => Promise<Awaited<ReturnType<EngineService[Name]>>>
}

/** A worker: its service, a promise that is rejected when it dies, and the way to end it. */
export interface Link {
  readonly service: RemoteService
  readonly died: Promise<never>
  end(): void
}

/** One part of the rows on its way to a worker. */
interface Task {
  readonly service: RemoteService
  readonly model: number
  readonly columns: Inputs
  readonly job: number
  readonly part: Part
}

/** The workers of a pool: which model each has, and how work is handed out, watched and stopped. */
export class Crew {
  readonly #links: Set<Link>
  readonly #models = new Residence<Ensemble, number>((model) => this.#unload(model), Number.POSITIVE_INFINITY)
  readonly #loads = new Map<Link, Set<number>>()
  #numbers = 0

  constructor(links: readonly Link[]) {
    this.#links = new Set(links)
    for (const link of links) link.died.catch(() => this.#links.delete(link))
  }

  get size(): number {
    return this.#links.size
  }

  /** Forgets a model, in all workers once nobody uses it. */
  drop(ensemble: Ensemble): void {
    this.#models.drop(ensemble)
  }

  close(): void {
    for (const link of this.#links) link.end()
    this.#links.clear()
  }

  /** The number that a model goes by in the workers. */
  lease(ensemble: Ensemble): Lease<number> {
    return this.#models.enter(ensemble) ?? this.#models.settle(ensemble, ++this.#numbers, 0)
  }

  /** A number that no model, table or call has. */
  nextNumber(): number {
    return ++this.#numbers
  }

  /** Work of all workers: when one fails, or the signal says so, all stop. */
  async together(signal: AbortSignal | undefined, start: (stop: AbortSignal) => Promise<void>[]): Promise<void> {
    const over = new AbortController()
    const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal
    try {
      stop.throwIfAborted()
      await Promise.all(start(stop))
    } finally {
      over.abort()
    }
  }

  /** Hands out parts of the rows to all workers until none is left, or one fails, or the signal says so. */
  async overRows(
    ensemble: Ensemble,
    inputs: Inputs,
    stage: Progress["stage"],
    { signal, onProgress }: LongCall,
    parts: Parts,
    work: (task: Task) => Promise<void>,
  ): Promise<void> {
    const features = usedFeatures(ensemble)
    const lease = this.lease(ensemble)
    const model = lease.value
    const links = this.alive()
    const meter = new Meter(reporter(stage, inputs.rows, onProgress))
    const drain = async (link: Link, i: number, stop: AbortSignal) => {
      const loaded = this.load(link, model, ensemble)
      loaded.catch(() => {})
      await parts.each(async (part) => {
        const columns = await gently(cutInputs(inputs, features, part.from, part.count))
        await loaded
        await this.cancellable(link, stop, meter.of(link.service, i), (job) =>
          work({ service: link.service, model, columns: handOver(columns), job, part }),
        )
        meter.add(i, part.count)
      })
    }
    try {
      await this.together(signal, (stop) => links.map((link, i) => drain(link, i, stop)))
      meter.finish(inputs.rows)
    } finally {
      lease.leave()
    }
  }

  /** One call that ends early when the worker dies or the signal says so; then the worker is told, too. */
  async cancellable(
    link: Link,
    stop: AbortSignal,
    watch: (job: number) => () => void,
    work: (job: number) => Promise<void>,
  ): Promise<void> {
    const job = ++this.#numbers
    stop.throwIfAborted()
    let onAbort = () => {}
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        link.service.cancel(job).catch(() => {})
        reject(stop.reason)
      }
    })
    stop.addEventListener("abort", onAbort, { once: true })
    const unwatch = watch(job)
    try {
      await Promise.race([work(job), link.died, aborted])
    } finally {
      unwatch()
      stop.removeEventListener("abort", onAbort)
    }
  }

  /** Sees to it that a worker has a model. */
  async load(link: Link, model: number, ensemble: Ensemble): Promise<void> {
    const loaded = this.#loads.get(link) ?? new Set()
    this.#loads.set(link, loaded)
    if (loaded.has(model)) return
    loaded.add(model)
    await Promise.race([link.service.load(model, ensemble), link.died])
  }

  #unload(model: number): void {
    for (const [link, loaded] of this.#loads) if (loaded.delete(model)) link.service.unload(model).catch(() => {})
  }

  /** @throws Error when no worker is left. */
  alive(): Link[] {
    if (this.#links.size > 0) return [...this.#links]
    throw new Error("the engine has no workers: it was closed, or all of them died")
  }
}
