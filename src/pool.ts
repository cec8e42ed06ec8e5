import type { Ensemble } from "./data/ensemble.js"
import { viewForest } from "./data/forest.js"
import type { Table } from "./data/table.js"
import { reporter } from "./drive.js"
import type { BatchExplanation, EngineCalls, PredictOptions, ShapBatchesOptions, ShapOptions } from "./engine-calls.js"
import { type Explained, type ExplainSpec, explainTable } from "./explain-table.js"
import { cutInputs, type Inputs, inputsOf } from "./kernels/inputs.js"
import { placeColumns, zeroColumns } from "./kernels/shap-columns.js"
import { transformMargins } from "./kernels/transform.js"
import { type Part, Parts } from "./parts.js"
import { Residence } from "./residence.js"
import type { Explanation } from "./results/explanation.js"
import type { Matching } from "./results/matching.js"
import type { LongCall, Progress } from "./results/progress.js"
import type { EngineService } from "./service.js"
import { shapBatches } from "./shap-batches.js"

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

/** An engine over several workers, among which it shares out the rows of a table. */
export class EnginePool implements EngineCalls {
  readonly #links: Set<Link>
  readonly #models = new Residence<Ensemble, number>((model) => this.#unload(model), Number.POSITIVE_INFINITY)
  readonly #loads = new Map<Link, Set<number>>()
  #numbers = 0

  constructor(links: readonly Link[]) {
    this.#links = new Set(links)
    for (const link of links) link.died.catch(() => this.#links.delete(link))
  }

  async predict(ensemble: Ensemble, table: Table, options: PredictOptions = {}): Promise<Float64Array> {
    const inputs = inputsOf(ensemble, table)
    const margins = new Float64Array(table.rows * ensemble.outputs)
    await this.#overRows(ensemble, inputs, "predicting", options, async ({ service, model, columns, job, part }) => {
      margins.set(await service.margins(model, columns, job), part.from * ensemble.outputs)
    })
    return options.space === "probability" ? transformMargins(ensemble, margins) : margins
  }

  shap(ensemble: Ensemble, table: Table, options: ShapOptions = {}): Promise<Explanation> {
    return explainTable(ensemble, table, options, (inputs, _, spec) => this.#explain(ensemble, inputs, options, spec))
  }

  shapBatches(
    ensemble: Ensemble,
    batches: AsyncIterable<Table> | Iterable<Table>,
    options: ShapBatchesOptions = {},
  ): AsyncGenerator<BatchExplanation> {
    return shapBatches(this, ensemble, batches, options)
  }

  match(ensemble: Ensemble, table: Table): Matching {
    return inputsOf(ensemble, table).matching
  }

  release(item: Table | Ensemble): void {
    this.#models.drop(item as Ensemble)
  }

  close(): void {
    for (const link of this.#links) link.end()
    this.#links.clear()
  }

  /** Work that is not split, in one of the workers, e.g. reading a file. */
  call<Result>(work: (service: RemoteService) => Promise<Result>): Promise<Result> {
    const [link] = this.#alive()
    return Promise.race([work(link!.service), link!.died])
  }

  async #explain(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const features = usedFeatures(ensemble)
    const values = zeroColumns(ensemble.outputs, ensemble.features.length, features, inputs.rows)
    const margins = new Float64Array(inputs.rows * ensemble.outputs)
    const error = { max: 0, scale: 0 }
    let baseValues = ensemble.base
    await this.#overRows(ensemble, inputs, "explaining", options, async ({ service, model, columns, job, part }) => {
      const explained = await service.explain(model, columns, job, spec)
      placeColumns(values, explained.values, features, part.from)
      margins.set(explained.margins, part.from * ensemble.outputs)
      error.max = Math.max(error.max, explained.error.max)
      error.scale = Math.max(error.scale, explained.error.scale)
      baseValues = explained.baseValues
    })
    return { values, baseValues, margins, error }
  }

  /** Hands out parts of the rows to all workers until none is left, or one fails, or the signal says so. */
  async #overRows(
    ensemble: Ensemble,
    inputs: Inputs,
    stage: Progress["stage"],
    { signal, onProgress }: LongCall,
    work: (task: Task) => Promise<void>,
  ): Promise<void> {
    const features = usedFeatures(ensemble)
    const report = reporter(stage, inputs.rows, onProgress)
    const parts = new Parts(inputs.rows)
    const over = new AbortController()
    const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal
    const lease = this.#models.enter(ensemble) ?? this.#models.settle(ensemble, ++this.#numbers, 0)
    const model = lease.value
    let done = 0
    const drain = async (link: Link) => {
      await this.#load(link, model, ensemble)
      await parts.each(async (part) => {
        const columns = cutInputs(inputs, features, part.from, part.count)
        await this.#cancellable(link, stop, (job) => work({ service: link.service, model, columns, job, part }))
        done += part.count
        report(done, false)
      })
    }
    try {
      stop.throwIfAborted()
      await Promise.all(this.#alive().map(drain))
      report(done, true)
    } finally {
      over.abort()
      lease.leave()
    }
  }

  /** One call that ends early when the worker dies or the signal says so; then the worker is told, too. */
  async #cancellable(link: Link, stop: AbortSignal, work: (job: number) => Promise<void>): Promise<void> {
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
    try {
      await Promise.race([work(job), link.died, aborted])
    } finally {
      stop.removeEventListener("abort", onAbort)
    }
  }

  async #load(link: Link, model: number, ensemble: Ensemble): Promise<void> {
    const loaded = this.#loads.get(link) ?? new Set()
    this.#loads.set(link, loaded)
    if (loaded.has(model)) return
    loaded.add(model)
    await Promise.race([link.service.load(model, ensemble), link.died])
  }

  #unload(model: number): void {
    for (const [link, loaded] of this.#loads) if (loaded.delete(model)) link.service.unload(model).catch(() => {})
  }

  #alive(): Link[] {
    if (this.#links.size > 0) return [...this.#links]
    throw new Error("the engine has no workers: it was closed, or all of them died")
  }
}

/** The features whose values the kernels need: those that trees split on, or all for linear leaves. */
function usedFeatures(ensemble: Ensemble): Int32Array {
  const { splits, linearStarts } = viewForest(ensemble.forest)
  if (linearStarts.length > 0) return Int32Array.from(ensemble.features.keys())
  const used = new Set(splits)
  used.delete(-1)
  return Int32Array.from(used).sort()
}
