import { Crew, type Link, type RemoteService } from "./crew.js"
import { choice } from "./data/choice.js"
import type { Ensemble } from "./data/ensemble.js"
import { gently } from "./data/gently.js"
import type { Table } from "./data/table.js"
import { dependOnTable } from "./depend-on-table.js"
import { reporter } from "./drive.js"
import type {
  BatchExplanation,
  EngineCalls,
  PartialDependenceOptions,
  PermutationOptions,
  PredictOptions,
  ShapBatchesOptions,
  ShapOptions,
} from "./engine-calls.js"
import { type Explained, type ExplainSpec, explainTable } from "./explain-table.js"
import { addExplained, ExplainedRows } from "./explained-parts.js"
import { handOver } from "./hand-over.js"
import { DependenceMerger } from "./kernels/dependence-merger.js"
import type { DependenceRequest } from "./kernels/dependence-request.js"
import type { DependenceSums } from "./kernels/dependence-totals.js"
import type { Floats } from "./kernels/floats.js"
import { cutInputs, type Inputs, inputsOf } from "./kernels/inputs.js"
import { transformMargins } from "./kernels/transform.js"
import { usedFeatures } from "./kernels/used-features.js"
import { Meter } from "./meter.js"
import { Parts } from "./parts.js"
import { permuteInCrew } from "./permute-in-crew.js"
import { permuteTable } from "./permute-table.js"
import type { Explanation } from "./results/explanation.js"
import type { Matching } from "./results/matching.js"
import type { PartialDependence } from "./results/partial-dependence.js"
import type { PermutationImportance } from "./results/permutation-importance.js"
import type { LongCall, Progress } from "./results/progress.js"
import { shapBatches } from "./shap-batches.js"
import { knownSlices, paysByTrees, splitTrees } from "./split-trees.js"

/** Rows that are not worth a share for every worker; and the largest share, which bounds what a worker holds. */
const FEW_ROWS = 512
const MOST_ROWS = 32768

/** An engine over several workers, among which it shares out the rows of a table. */
export class EnginePool implements EngineCalls {
  readonly #crew: Crew
  #turn = 0

  constructor(links: readonly Link[]) {
    this.#crew = new Crew(links)
  }

  async predict(ensemble: Ensemble, table: Table, options: PredictOptions = {}): Promise<Float64Array> {
    const space = choice("space", options.space, ["raw", "probability"])
    const inputs = inputsOf(ensemble, table)
    const margins = new Float64Array(table.rows * ensemble.outputs)
    const parts = new Parts(table.rows)
    await this.#crew.overRows(
      ensemble,
      inputs,
      "predicting",
      options,
      parts,
      async ({ service, model, columns, job, part }) => {
        margins.set(await service.margins(model, columns, job), part.from * ensemble.outputs)
      },
    )
    return space === "probability" ? transformMargins(ensemble, margins) : margins
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

  permutationImportance(ensemble: Ensemble, table: Table, options: PermutationOptions): Promise<PermutationImportance> {
    return permuteTable(ensemble, table, options, (inputs, _rows, request, report) =>
      permuteInCrew(this.#crew, ensemble, inputs, request, options, report),
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
    this.#crew.drop(item as Ensemble)
    for (const slice of knownSlices(item as Ensemble)) this.#crew.drop(slice)
  }

  close(): void {
    this.#crew.close()
  }

  /** How many workers there are. */
  get size(): number {
    return this.#crew.size
  }

  /** Work that is not split, in one of the workers by turns, e.g. reading a file. */
  call<Result>(work: (service: RemoteService) => Promise<Result>): Promise<Result> {
    const link = this.#next()
    return Promise.race([work(link.service), link.died])
  }

  /** Long work that is not split, in the worker that is asked last for anything else, or by turns. */
  async callLong<Result>(
    stage: Progress["stage"],
    rows: number,
    { signal, onProgress }: LongCall,
    work: (service: RemoteService, job: number) => Promise<Result>,
    { byTurns = false }: { byTurns?: boolean } = {},
  ): Promise<Result> {
    const link = byTurns ? this.#next() : this.#crew.alive().at(-1)!
    const meter = new Meter(reporter(stage, rows, onProgress))
    let result: { readonly value: Result } | undefined
    await this.#crew.cancellable(
      link,
      signal ?? new AbortController().signal,
      meter.of(link.service, 0),
      async (job) => {
        result = { value: await work(link.service, job) }
      },
    )
    meter.finish(rows)
    return result!.value
  }

  #next(): Link {
    const links = this.#crew.alive()
    return links[this.#turn++ % links.length]!
  }

  async #explain(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const features = usedFeatures(ensemble)
    const { background } = spec
    const plain = background && (await gently(cutInputs(background.inputs, features, 0, background.inputs.rows)))
    const own = plain ? { ...spec, background: { inputs: plain, key: {} } } : spec
    const byTrees = paysByTrees(ensemble, inputs.rows, own, this.#crew.size)
    return byTrees
      ? this.#explainTrees(ensemble, inputs, options, own)
      : this.#explainRows(ensemble, inputs, options, own)
  }

  /** Each worker explains some of the rows. */
  async #explainRows(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const whole = new ExplainedRows(ensemble, inputs.rows, usedFeatures(ensemble), spec)
    const share = Math.ceil(inputs.rows / this.#crew.size)
    const parts = inputs.rows < FEW_ROWS ? new Parts(inputs.rows) : new Parts(inputs.rows, Math.min(share, MOST_ROWS))
    await this.#crew.overRows(
      ensemble,
      inputs,
      "explaining",
      options,
      parts,
      async ({ service, model, columns, job, part }) => {
        await gently(whole.place(await service.explain(model, columns, job, spec), part.from))
      },
    )
    return whole.explained()
  }

  /** Each worker explains all rows by some of the trees: none builds a table that another one builds. */
  async #explainTrees(ensemble: Ensemble, inputs: Inputs, options: LongCall, spec: ExplainSpec): Promise<Explained> {
    const links = this.#crew.alive()
    const slices = splitTrees(ensemble, links.length)
    const meter = new Meter(reporter("explaining", inputs.rows, options.onProgress), links.length)
    const leases = slices.map((slice) => this.#crew.lease(slice))
    const results = new Array<Explained>(links.length)
    try {
      await this.#crew.together(options.signal, (stop) => {
        const cut = cutForAll(inputs, usedFeatures(ensemble), stop)
        return links.map(async (link, i) => {
          const model = leases[i]!.value
          const [columns] = await Promise.all([cut(), this.#crew.load(link, model, slices[i]!)])
          await this.#crew.cancellable(link, stop, meter.of(link.service, i), async (job) => {
            results[i] = await link.service.explain(model, columns, job, { ...spec, slice: true })
          })
        })
      })
    } finally {
      for (const lease of leases) lease.leave()
    }
    meter.finish(inputs.rows)
    return gently(addExplained(results))
  }

  async #depend(
    ensemble: Ensemble,
    inputs: Inputs,
    request: DependenceRequest,
    options: LongCall,
  ): Promise<DependenceSums> {
    const merger = new DependenceMerger(ensemble, inputs.rows, request)
    const parts = new Parts(inputs.rows)
    await this.#crew.overRows(
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
}

/** Rows for each worker: one copy that all of them read where threads may share memory, else a copy to hand over. */
function cutForAll(inputs: Inputs, features: Int32Array, stop: AbortSignal): () => Promise<Inputs> {
  if (typeof SharedArrayBuffer === "undefined") {
    return async () => handOver(await gently(cutInputs(inputs, features, 0, inputs.rows), stop))
  }
  const shared = gently(cutInputs(inputs, features, 0, inputs.rows, SharedArrayBuffer), stop)
  return () => shared
}
