import type { Ensemble } from "./data/ensemble.js"
import { type Table, takeRows } from "./data/table.js"
import { drive } from "./drive.js"
import { type Codes, codeTable, type LoadedEnsemble, loadEnsemble, unloadEnsemble } from "./kernels/bins.js"
import { type Inputs, inputsOf } from "./kernels/inputs.js"
import { predict } from "./kernels/predict.js"
import { sampleRows } from "./kernels/sample-rows.js"
import { transformMargins } from "./kernels/transform.js"
import { treeshap } from "./kernels/treeshap.js"
import { type Lease, Residence } from "./residence.js"
import { additivity, type Explanation } from "./results/explanation.js"
import type { LongCall } from "./results/progress.js"
import { Arena } from "./wasm/arena.js"
import { instantiate, type WasmSource } from "./wasm/instance.js"

/** `raw` is the margin; `probability` is what the library's own `predict` returns. */
export type Space = "raw" | "probability"

export interface EngineOptions {
  /** Threads to work on. The engine of "leafwise" itself has the calling thread only. */
  readonly threads?: number
  /** The kernels' bytes or module, where the embedded ones may not be compiled. */
  readonly wasm?: WasmSource
}

export interface PredictOptions extends LongCall {
  readonly space?: Space
}

export interface ShapOptions extends LongCall {
  /** `probability` needs background rows, which this version does not take yet: it is refused. */
  readonly space?: Space
  /** Explain only so many rows, drawn with `seed`; all by default. */
  readonly sample?: number
  readonly seed?: number
}

/** What every engine does, wherever it runs. */
export interface EngineCalls {
  predict(ensemble: Ensemble, table: Table, options?: PredictOptions): Promise<Float64Array>
  shap(ensemble: Ensemble, table: Table, options?: ShapOptions): Promise<Explanation>
  release(item: Table | Ensemble): void
  close(): void
}

interface CodedTable {
  readonly codes: Codes
  readonly inputs: Inputs
}

interface ResidentEnsemble {
  readonly loaded: LoadedEnsemble
  readonly tables: Residence<Table, CodedTable>
}

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
    const free = ({ loaded, tables }: ResidentEnsemble) => {
      tables.clear()
      unloadEnsemble(arena, loaded)
    }
    this.#ensembles = new Residence(free, ENSEMBLE_BYTES)
  }

  /** @throws RangeError for `threads` other than 1: "leafwise/node" and "leafwise/remote" have pools. */
  static async create({ threads = 1, wasm }: EngineOptions = {}): Promise<Engine> {
    if (threads !== 1) {
      throw new RangeError(
        `got threads: ${threads}, expected 1: import Engine from "leafwise/node" or "leafwise/remote"`,
      )
    }
    return new Engine(new Arena(await instantiate(wasm)))
  }

  /** Bytes of WebAssembly memory in use, resident models and tables included. */
  get memoryUsed(): number {
    return this.#arena.used
  }

  /**
   * A prediction for every row: rows x outputs, row-major.
   * @throws RangeError when the table lacks columns that the model asks for.
   */
  async predict(ensemble: Ensemble, table: Table, options: PredictOptions = {}): Promise<Float64Array> {
    const margins = await this.#with(ensemble, table, options, ({ loaded }, { codes, inputs }) =>
      drive(predict(this.#arena, loaded, codes, inputs), "predicting", table.rows, options),
    )
    return options.space === "probability" ? transformMargins(ensemble, margins) : margins
  }

  /**
   * Path-dependent SHAP values of the margin for every row, or for a sample.
   * @throws RangeError as `predict`, and for models without SHAP values (linear trees, missing covers).
   */
  async shap(ensemble: Ensemble, table: Table, options: ShapOptions = {}): Promise<Explanation> {
    if (options.space === "probability") {
      throw new RangeError('got space: "probability", expected "raw": SHAP values of probabilities need a background')
    }
    const rows = sampleRows(table.rows, options.sample, options.seed)
    const part = rows ? takeRows(table, rows) : table
    const explained = await this.#with(ensemble, part, options, async ({ loaded }, { codes, inputs }) => {
      const margins = await drive(predict(this.#arena, loaded, codes, inputs), "predicting", part.rows, options)
      const shap = await drive(treeshap(this.#arena, loaded, codes, inputs), "explaining", part.rows, options)
      return { ...shap, margins, matching: inputs.matching }
    })
    if (rows) this.release(part)
    return {
      features: ensemble.features.map((feature) => feature.name),
      outputs: ensemble.outputs,
      space: "raw",
      ...explained,
      baseValues: [...explained.baseValues],
      ...(rows && { sample: rows }),
      additivityError: additivity(explained.values, explained.baseValues, explained.margins),
    }
  }

  /** Frees what the engine keeps of a table or a model, at once or when running calls end. */
  release(item: Table | Ensemble): void {
    this.#ensembles.drop(item as Ensemble)
    for (const { tables } of this.#ensembles.values()) tables.drop(item as Table)
  }

  /** Frees all. */
  close(): void {
    this.#ensembles.clear()
  }

  async #with<Result>(
    ensemble: Ensemble,
    table: Table,
    options: LongCall,
    work: (model: ResidentEnsemble, coded: CodedTable) => Promise<Result>,
  ): Promise<Result> {
    const model = this.#enterEnsemble(ensemble)
    try {
      const coded = await this.#enterTable(model.value, table, options)
      try {
        return await work(model.value, coded.value)
      } finally {
        coded.leave()
      }
    } finally {
      model.leave()
    }
  }

  #enterEnsemble(ensemble: Ensemble): Lease<ResidentEnsemble> {
    const resident = this.#ensembles.enter(ensemble)
    if (resident) return resident
    const loaded = loadEnsemble(this.#arena, ensemble)
    const tables = new Residence<Table, CodedTable>(({ codes }) => this.#arena.release(codes.pointer), TABLE_BYTES)
    return this.#ensembles.settle(ensemble, { loaded, tables }, ensemble.forest.byteLength * 2)
  }

  async #enterTable(model: ResidentEnsemble, table: Table, options: LongCall): Promise<Lease<CodedTable>> {
    const resident = model.tables.enter(table)
    if (resident) return resident
    const inputs = inputsOf(model.loaded.ensemble, table)
    const codes = await drive(codeTable(this.#arena, model.loaded, inputs), "coding", table.rows, options)
    return model.tables.settle(table, { codes, inputs }, codes.bytes)
  }
}
