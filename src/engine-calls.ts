import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import type { Permutations } from "./explicit-orders.js"
import type { GridValues } from "./kernels/dependence-grid.js"
import type { Explanation } from "./results/explanation.js"
import type { Matching } from "./results/matching.js"
import type { PartialDependence } from "./results/partial-dependence.js"
import type { FeatureImportance, PermutationImportance } from "./results/permutation-importance.js"
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
  /** `probability` needs background rows: each is rescaled by itself, as shap's TreeExplainer does. */
  readonly space?: Space
  /** Explain only so many rows, drawn with `seed`; all by default. */
  readonly sample?: number
  readonly seed?: number
  /** Rows that stand for a feature's absence, in place of the model's covers: interventional SHAP values. */
  readonly background?: Table
  /**
   * Also the interactions of all pairs, or only the `top` pairs by mean |interaction|, which takes far less memory. A
   * pair's index is halved between both sides of the diagonal, of Banzhaf values, too; rows add up to the features'
   * values. For probabilities each background row is rescaled as the values are; a linear model has none.
   */
  readonly interactions?: boolean | { readonly top: number }
  /** `f64` (default) is exact; `f32` rounds the values, and halves their memory: see the additivity error. */
  readonly precision?: "f64" | "f32"
  /** Banzhaf values weigh all coalitions alike; they do not add up to the margin. */
  readonly index?: "shapley" | "banzhaf"
}

export interface PartialDependenceOptions extends LongCall {
  /** One or two names. */
  readonly features: readonly string[]
  /**
   * A number of values for each feature (100 for one feature, 20 for two by default) that are chosen as scikit-learn
   * does; or `thresholds`, one value from every interval between the model's thresholds, so that no step is missed; or
   * the values themselves, a list for each feature. Of categorical features, the first two take every category.
   */
  readonly grid?: number | "thresholds" | readonly GridValues[]
  /** The part of the rows' values that a number of values spans: 0.05 to 0.95 by default. */
  readonly percentiles?: readonly [number, number]
  readonly space?: Space
  /** Every row's predictions as well: individual conditional expectation. */
  readonly ice?: boolean
  /** One number a row of the table: averages are weighted. */
  readonly weights?: ArrayLike<number>
  /** Average over only so many rows, drawn with `seed`; all by default. The grid is theirs, too. */
  readonly sample?: number
  readonly seed?: number
}

/** A column's name, or a value a row. */
export type Cells = string | ArrayLike<number | string | boolean>

export interface PermutationOptions extends LongCall {
  /**
   * What came true: a column's name, or a value a row; for models of several outputs a list of names or of arrays, one
   * an output, too. Rows without a value are left out. Classes may be any values: the larger of two is positive, those
   * of more are 0, 1, ... or in the order of the outputs.
   */
  readonly target: Cells | readonly Cells[]
  /**
   * A key of `metrics`, or auc, ap, logloss, brier; `ndcg@10` is k: 10, `accuracy@0.3` is threshold: 0.3. By default
   * what fits the model's objective: rocAuc, logLoss for more classes, ndcg, or rmse. Losses are negated, so that an
   * importance is always a fall of the score. Metrics get what they are defined on: margins to rank rows by,
   * probabilities of classes, or predictions.
   */
  readonly metric?: string
  /** What the metric takes beside, e.g. `{ k: 10 }` or `{ threshold: 0.3 }`. */
  readonly metricOptions?: Readonly<Record<string, unknown>>
  /** Permutations of each feature: 5 by default. */
  readonly repeats?: number
  readonly seed?: number
  /**
   * The permutations themselves: one a repeat for all features, or a list of them for each feature. Row r gets the
   * value of row permutation[r].
   */
  readonly permutations?: Permutations
  /** Features that are permuted together, by the group's name. The others are permuted one by one. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** Rows change places only with rows of the same value here, e.g. a date. */
  readonly blockBy?: Cells
  /** One output of a model with several. */
  readonly output?: number
  readonly weights?: Cells
  /** Groups of ranking metrics, whose rows lie one after the other: a column, a key a row, or the groups' sizes. */
  readonly group?: Cells
  /** A random feature that the model was trained with: what it gains is noise. */
  readonly noiseFeature?: string
  /** Features of a smaller mean importance are named as candidates to drop: 0.001 by default. */
  readonly threshold?: number
  /** The rows of training, scored beside, where target and the like are names of columns. */
  readonly train?: Table
  /** Gets each feature as soon as it is scored, in no order. */
  readonly onFeature?: (feature: FeatureImportance) => void
}

/** `sample` is left out: what is drawn from batches depends on all of them. */
export interface ShapBatchesOptions extends Omit<ShapOptions, "sample" | "seed"> {
  /** How many rows there are in all batches, for progress: a number, or what is known whenever it is asked. */
  readonly total?: number | (() => number | undefined)
}

/** The SHAP values of one batch. */
export interface BatchExplanation extends Explanation {
  /** The rows that are explained. */
  readonly table: Table
  /** How many rows come in the batches before. */
  readonly offset: number
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
  shap(
    ensemble: Ensemble,
    table: Table,
    options: ShapOptions & { readonly precision: "f32" },
  ): Promise<Explanation<Float32Array>>
  shap(ensemble: Ensemble, table: Table, options?: ShapOptions): Promise<Explanation>
  /**
   * What the model predicts on average when one or two features take the values of a grid, exactly as if every row
   * were predicted with every value.
   * @throws RangeError as `predict`, for features that the model does not have, and for empty grids.
   */
  partialDependence(ensemble: Ensemble, table: Table, options: PartialDependenceOptions): Promise<PartialDependence>
  /**
   * How much a metric falls when a feature's values change places between rows, as scikit-learn's
   * `permutation_importance`: with the same permutations the same numbers.
   * @throws RangeError as `predict`, and for targets, groups or permutations that do not fit the table or the metric.
   */
  permutationImportance(ensemble: Ensemble, table: Table, options: PermutationOptions): Promise<PermutationImportance>
  /**
   * As `shap` for tables too large for memory: each batch is explained when it is asked for, while the next is read,
   * and nothing of it is kept. Progress is over all batches, its total Infinity while it is not known.
   * @param batches as `tableBatches` yields them, or any tables of the same columns. Their iterator is returned when
   * the loop is left early.
   * @throws RangeError as `shap`, and where a feature is numbers in one batch and text in another.
   */
  shapBatches(
    ensemble: Ensemble,
    batches: AsyncIterable<Table> | Iterable<Table>,
    options?: ShapBatchesOptions,
  ): AsyncGenerator<BatchExplanation>
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
