import { choice } from "./data/choice.js"
import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import { dependOnTable } from "./depend-on-table.js"
import { drive } from "./drive.js"
import type {
  BatchExplanation,
  EngineCalls,
  EngineOptions,
  PartialDependenceOptions,
  PermutationOptions,
  PredictOptions,
  ShapBatchesOptions,
  ShapOptions,
} from "./engine-calls.js"
import { type Explained, type ExplainSpec, explainTable } from "./explain-table.js"
import { type Background, kindOf, settle } from "./explained.js"
import { type Codes, codeTable, type LoadedEnsemble, loadEnsemble, unloadEnsemble } from "./kernels/bins.js"
import type { DependenceRequest } from "./kernels/dependence-request.js"
import type { DependenceSums } from "./kernels/dependence-totals.js"
import type { Floats } from "./kernels/floats.js"
import { type Inputs, inputsOf } from "./kernels/inputs.js"
import { partialDependence } from "./kernels/partial-dependence.js"
import { permutation } from "./kernels/permutation.js"
import type { PermutationRequest, PermutationScores } from "./kernels/permutation-request.js"
import { predict } from "./kernels/predict.js"
import { planBytes } from "./kernels/quadrature.js"
import { transformMargins } from "./kernels/transform.js"
import { treeshap } from "./kernels/treeshap.js"
import { permuteTable } from "./permute-table.js"
import { type Lease, Residence } from "./residence.js"
import type { Explanation } from "./results/explanation.js"
import type { Matching } from "./results/matching.js"
import type { PartialDependence } from "./results/partial-dependence.js"
import type { PermutationImportance } from "./results/permutation-importance.js"
import type { LongCall } from "./results/progress.js"
import { shapBatches } from "./shap-batches.js"
import { Arena } from "./wasm/arena.js"
import { instantiate } from "./wasm/instance.js"

interface ResidentEnsemble {
  readonly loaded: LoadedEnsemble
  readonly tables: Residence<object, Codes>
}

/** Idle models and tables beyond this many bytes make way, the least recently used first. */
const ENSEMBLE_BYTES = 2 ** 29
const TABLE_BYTES = 2 ** 28

/**
 * One instance of the kernels in the calling thread. A model and a table that were used stay in its memory, so that
 * later calls skip their preparation, until `release`, `close` or too many others.
 */
export class Engine implements EngineCalls {
  readonly #arena: Arena
  readonly #ensembles: Residence<Ensemble, ResidentEnsemble>

  protected constructor(arena: Arena) {
    this.#arena = arena
    this.#ensembles = new Residence(({ loaded, tables }) => {
      tables.clear()
      unloadEnsemble(arena, loaded)
    }, ENSEMBLE_BYTES)
  }

  /** @throws RangeError for `threads` other than 1: "leafwise/node" and "leafwise/remote" have pools. */
  static async create({ threads = 1, wasm }: EngineOptions = {}): Promise<Engine> {
    if (threads === 1) return new Engine(new Arena(await instantiate(wasm)))
    throw new RangeError(`got threads: ${threads}, expected 1: import Engine from "leafwise/node" or "leafwise/remote"`)
  }

  /** Bytes of WebAssembly memory in use, resident models and tables included. */
  get memoryUsed(): number {
    return this.#arena.used
  }

  async predict(ensemble: Ensemble, table: Table, options: PredictOptions = {}): Promise<Float64Array> {
    const space = choice("space", options.space, ["raw", "probability"])
    const margins = await this.margins(ensemble, inputsOf(ensemble, table), options, table)
    return space === "probability" ? transformMargins(ensemble, margins) : margins
  }

  shap(
    ensemble: Ensemble,
    table: Table,
    options: ShapOptions & { readonly precision: "f32" },
  ): Promise<Explanation<Float32Array>>
  shap(ensemble: Ensemble, table: Table, options?: ShapOptions): Promise<Explanation>
  async shap(ensemble: Ensemble, table: Table, options: ShapOptions = {}): Promise<Explanation<Floats>> {
    return explainTable(ensemble, table, options, async (inputs, rows, spec) => {
      try {
        return await this.explain(ensemble, inputs, { ...longCall(options), ...spec }, rows)
      } finally {
        // A sample is nobody's table: it would stay without being used again.
        if (rows !== table) this.release(rows)
      }
    })
  }

  async partialDependence(
    ensemble: Ensemble,
    table: Table,
    options: PartialDependenceOptions,
  ): Promise<PartialDependence> {
    return dependOnTable(ensemble, table, options, async (inputs, rows, request) => {
      try {
        return await this.depend(ensemble, inputs, request, options, rows)
      } finally {
        if (rows !== table) this.release(rows)
      }
    })
  }

  async permutationImportance(
    ensemble: Ensemble,
    table: Table,
    options: PermutationOptions,
  ): Promise<PermutationImportance> {
    const own = new Set<Table>()
    try {
      return await permuteTable(ensemble, table, options, (inputs, rows, request, report) => {
        if (rows !== table && rows !== options.train) own.add(rows)
        return this.permute(ensemble, inputs, request, options, rows, report)
      })
    } finally {
      for (const rows of own) this.release(rows)
    }
  }

  shapBatches(
    ensemble: Ensemble,
    batches: AsyncIterable<Table> | Iterable<Table>,
    options: ShapBatchesOptions = {},
  ): AsyncGenerator<BatchExplanation> {
    return shapBatches(this, ensemble, batches, options)
  }

  /** As `predict`, of columns that are matched already. What is coded stays in memory under `key`. */
  margins(ensemble: Ensemble, inputs: Inputs, options: LongCall, key: object): Promise<Float64Array> {
    return this.#with(ensemble, inputs, options, key, (loaded, codes) => this.#predict(loaded, codes, inputs, options))
  }

  /** As `shap`, of columns that are matched already. */
  explain(ensemble: Ensemble, inputs: Inputs, options: LongCall & ExplainSpec, key: object): Promise<Explained> {
    const { background } = options
    if (!background) return this.#explain(ensemble, inputs, options, key)
    return this.#with(ensemble, background.inputs, options, background.key, async (loaded, codes) => {
      const margins = await this.#predict(loaded, codes, background.inputs, options)
      return this.#explain(ensemble, inputs, options, key, { codes, margins })
    })
  }

  /** As `partialDependence`, of columns that are matched already and a grid that is settled. */
  depend(
    ensemble: Ensemble,
    inputs: Inputs,
    request: DependenceRequest,
    options: LongCall,
    key: object,
  ): Promise<DependenceSums> {
    return this.#with(ensemble, inputs, options, key, (loaded, codes) => {
      const steps = partialDependence(this.#arena, loaded, codes, inputs, request)
      return drive(steps, "predicting", inputs.rows, options)
    })
  }

  /** As `permutationImportance`, of columns that are matched already and a request that is settled. */
  permute(
    ensemble: Ensemble,
    inputs: Inputs,
    request: PermutationRequest,
    options: LongCall,
    key: object,
    report: (unit: number, scores: Float64Array, baseline: number) => void,
  ): Promise<PermutationScores> {
    return this.#with(ensemble, inputs, options, key, (loaded, codes) => {
      const steps = permutation(this.#arena, loaded, codes, inputs, request, report)
      return drive(steps, "permuting", inputs.rows * request.units.length, options)
    })
  }

  /** Copies a model into the kernels' memory, for the calls that follow. */
  prepare(ensemble: Ensemble): void {
    this.#enterEnsemble(ensemble).leave()
  }

  match(ensemble: Ensemble, table: Table): Matching {
    return inputsOf(ensemble, table).matching
  }

  release(item: object): void {
    this.#ensembles.drop(item as Ensemble)
    for (const { tables } of this.#ensembles.values()) tables.drop(item)
  }

  close(): void {
    this.#ensembles.clear()
  }

  #explain(
    ensemble: Ensemble,
    inputs: Inputs,
    options: LongCall & ExplainSpec,
    key: object,
    background?: Background,
  ): Promise<Explained> {
    return this.#with(ensemble, inputs, options, key, async (loaded, codes) => {
      const margins = await this.#predict(loaded, codes, inputs, options)
      const kind = kindOf(ensemble, options, margins, background)
      const shap = await drive(treeshap(this.#arena, loaded, codes, inputs, kind), "explaining", inputs.rows, options)
      return settle(ensemble, options, shap, margins, background?.margins)
    })
  }

  #predict(loaded: LoadedEnsemble, codes: Codes, inputs: Inputs, options: LongCall): Promise<Float64Array> {
    return drive(predict(this.#arena, loaded, codes, inputs), "predicting", inputs.rows, options)
  }

  async #with<Result>(
    ensemble: Ensemble,
    inputs: Inputs,
    options: LongCall,
    key: object,
    work: (loaded: LoadedEnsemble, codes: Codes) => Promise<Result>,
  ): Promise<Result> {
    const model = this.#enterEnsemble(ensemble)
    try {
      const codes = await this.#enterTable(model.value, inputs, options, key)
      try {
        return await work(model.value.loaded, codes.value)
      } finally {
        codes.leave()
      }
    } finally {
      model.leave()
    }
  }

  #enterEnsemble(ensemble: Ensemble): Lease<ResidentEnsemble> {
    const resident = this.#ensembles.enter(ensemble)
    if (resident) return resident
    const loaded = loadEnsemble(this.#arena, ensemble)
    const tables = new Residence<object, Codes>((codes) => this.#arena.release(codes.pointer), TABLE_BYTES)
    // The plan of single rows comes with the first of them and stays with the model.
    const bytes = () => ensemble.forest.byteLength * 2 + planBytes(this.#arena, loaded)
    return this.#ensembles.settle(ensemble, { loaded, tables }, bytes)
  }

  async #enterTable(model: ResidentEnsemble, inputs: Inputs, options: LongCall, key: object): Promise<Lease<Codes>> {
    const resident = model.tables.enter(key)
    if (resident) return resident
    const codes = await drive(codeTable(this.#arena, model.loaded, inputs), "coding", inputs.rows, options)
    return model.tables.settle(key, codes, codes.bytes)
  }
}

function longCall({ signal, onProgress }: LongCall): LongCall {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) }
}
