import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import { dependOnTable } from "./depend-on-table.js"
import { reporter } from "./drive.js"
import type {
  BatchExplanation,
  EngineCalls,
  PartialDependenceOptions,
  PredictOptions,
  ShapBatchesOptions,
  ShapOptions,
} from "./engine-calls.js"
import { type Explained, type ExplainSpec, explainTable } from "./explain-table.js"
import { addExplained, ExplainedRows } from "./explained-parts.js"
import { DependenceMerger } from "./kernels/dependence-merger.js"
import type { DependenceRequest } from "./kernels/dependence-request.js"
import type { DependenceSums } from "./kernels/dependence-totals.js"
import type { Floats } from "./kernels/floats.js"
import { cutInputs, type Inputs, inputsOf } from "./kernels/inputs.js"
import { transformMargins } from "./kernels/transform.js"
import { usedFeatures } from "./kernels/used-features.js"
import { Meter } from "./meter.js"
import { type Part, Parts } from "./parts.js"
import { type Lease, Residence } from "./residence.js"
import type { Explanation } from "./results/explanation.js"
import type { Matching } from "./results/matching.js"
import type { PartialDependence } from "./results/partial-dependence.js"
import type { LongCall, Progress } from "./results/progress.js"
import type { EngineService } from "./service.js"
import { shapBatches } from "./shap-batches.js"
import { knownSlices, paysByTrees, splitTrees } from "./split-trees.js"

/** Rows that are not worth a share for every worker; and the largest share, which bounds what a worker holds. */
const FEW_ROWS = 512
const MOST_ROWS = 32768

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
    const parts = new Parts(table.rows)
    await this.#overRows(
      ensemble,
      inputs,
      "predicting",
      options,
      parts,
      async ({ service, model, columns, job, part }) => {
        margins.set(await service.margins(model, columns, job), part.from * ensemble.outputs)
      },
    )
    return options.space === "probability" ? transformMargins(ensemble, margins) : margins
  }

  shap(
    ensemble: Ensemble,
    table: Table,
    options: ShapOptions & { readonly precision: "f32" },
  ): Promise<Explanation<Float32Array>>
  shap(ensemble: Ensemble, table: Table, options?: ShapOptions): Promise<Explanation>
  shap(ensemble: Ensemble, table: Table, options: ShapOptions = {}): Promise<Explanation<Floats>> {
    return explainTable(ensemble, table, options, (inputs, _, spec) => this.#explain(ensemble, inputs, options, spec))
  }

  partialDependence(ensemble: Ensemble, table: Table, options: PartialDependenceOptions): Promise<PartialDependence> {
    return dependOnTable(ensemble, table, options, (inputs, _rows, request) =>
      this.#depend(ensemble, inputs, request, options),
    )
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
    for (const slice of knownSlices(item as Ensemble)) this.#models.drop(slice)
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

  #explain(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const features = usedFeatures(ensemble)
    const { background } = spec
    const plain = background && cutInputs(background.inputs, features, 0, background.inputs.rows)
    const own = plain ? { ...spec, background: { inputs: plain, key: {} } } : spec
    const byTrees = paysByTrees(ensemble, inputs.rows, own, this.#links.size)
    return byTrees
      ? this.#explainTrees(ensemble, inputs, options, own)
      : this.#explainRows(ensemble, inputs, options, own)
  }

  /** Each worker explains some of the rows. */
  async #explainRows(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const whole = new ExplainedRows(ensemble, inputs.rows, usedFeatures(ensemble), spec)
    const share = Math.ceil(inputs.rows / this.#links.size)
    const parts = inputs.rows < FEW_ROWS ? new Parts(inputs.rows) : new Parts(inputs.rows, Math.min(share, MOST_ROWS))
    await this.#overRows(
      ensemble,
      inputs,
      "explaining",
      options,
      parts,
      async ({ service, model, columns, job, part }) => {
        whole.place(await service.explain(model, columns, job, spec), part.from)
      },
    )
    return whole.explained()
  }

  /** Each worker explains all rows by some of the trees: none builds a table that another one builds. */
  async #explainTrees(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const links = this.#alive()
    const slices = splitTrees(ensemble, links.length)
    const columns = cutInputs(inputs, usedFeatures(ensemble), 0, inputs.rows)
    const meter = new Meter(reporter("explaining", inputs.rows, options.onProgress), links.length)
    const leases = slices.map((slice) => this.#lease(slice))
    const results = new Array<Explained>(links.length)
    try {
      await this.#together(options.signal, (stop) =>
        links.map(async (link, i) => {
          const model = leases[i]!.value
          await this.#load(link, model, slices[i]!)
          await this.#cancellable(link, stop, meter.of(link.service, i), async (job) => {
            results[i] = await link.service.explain(model, columns, job, spec)
          })
        }),
      )
    } finally {
      for (const lease of leases) lease.leave()
    }
    meter.finish(inputs.rows)
    return addExplained(results)
  }

  #lease(ensemble: Ensemble): Lease<number> {
    return this.#models.enter(ensemble) ?? this.#models.settle(ensemble, ++this.#numbers, 0)
  }

  /** Work of all workers: when one fails, or the signal says so, all stop. */
  async #together(signal: AbortSignal | undefined, start: (stop: AbortSignal) => Promise<void>[]): Promise<void> {
    const over = new AbortController()
    const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal
    try {
      stop.throwIfAborted()
      await Promise.all(start(stop))
    } finally {
      over.abort()
    }
  }

  async #depend(
    ensemble: Ensemble,
    inputs: Inputs,
    request: DependenceRequest,
    options: LongCall,
  ): Promise<DependenceSums> {
    const merger = new DependenceMerger(ensemble, inputs.rows, request)
    const parts = new Parts(inputs.rows)
    await this.#overRows(
      ensemble,
      inputs,
      "predicting",
      options,
      parts,
      async ({ service, model, columns, job, part }) => {
        merger.add(await service.depend(model, columns, merger.requestFor(part), job), part.from)
      },
    )
    return merger.sums()
  }

  /** Hands out parts of the rows to all workers until none is left, or one fails, or the signal says so. */
  async #overRows(
    ensemble: Ensemble,
    inputs: Inputs,
    stage: Progress["stage"],
    { signal, onProgress }: LongCall,
    parts: Parts,
    work: (task: Task) => Promise<void>,
  ): Promise<void> {
    const features = usedFeatures(ensemble)
    const lease = this.#lease(ensemble)
    const model = lease.value
    const links = this.#alive()
    const meter = new Meter(reporter(stage, inputs.rows, onProgress))
    const drain = async (link: Link, i: number, stop: AbortSignal) => {
      await this.#load(link, model, ensemble)
      await parts.each(async (part) => {
        const columns = cutInputs(inputs, features, part.from, part.count)
        await this.#cancellable(link, stop, meter.of(link.service, i), (job) =>
          work({ service: link.service, model, columns, job, part }),
        )
        meter.add(i, part.count)
      })
    }
    try {
      await this.#together(signal, (stop) => links.map((link, i) => drain(link, i, stop)))
      meter.finish(inputs.rows)
    } finally {
      lease.leave()
    }
  }

  /** One call that ends early when the worker dies or the signal says so; then the worker is told, too. */
  async #cancellable(
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
