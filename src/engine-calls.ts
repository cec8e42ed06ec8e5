import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import type { Explanation } from "./results/explanation.js"
import type { Matching } from "./results/matching.js"
import type { LongCall } from "./results/progress.js"
import type { WasmSource } from "./wasm/instance.js"

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
  /** `probability` needs background rows, which this version does not take: it is refused. */
  readonly space?: Space
  /** Explain only so many rows, drawn with `seed`; all by default. */
  readonly sample?: number
  readonly seed?: number
}

/** What every engine does, wherever it runs. */
export interface EngineCalls {
  /**
   * A prediction for every row: rows x outputs, row-major.
   * @throws RangeError when the table lacks columns that the model asks for.
   */
  predict(ensemble: Ensemble, table: Table, options?: PredictOptions): Promise<Float64Array>
  /**
   * Path-dependent SHAP values of the margin for every row, or for a sample.
   * @throws RangeError as `predict`, and for models without SHAP values (linear trees, missing covers).
   */
  shap(ensemble: Ensemble, table: Table, options?: ShapOptions): Promise<Explanation>
  /**
   * How a table's columns become the model's inputs. Nothing is computed.
   * @throws RangeError as `predict`.
   */
  match(ensemble: Ensemble, table: Table): Matching
  /** Frees what the engine keeps of a table or a model, at once or when running calls end. */
  release(item: Table | Ensemble): void
  /** Frees all. */
  close(): void
}
