/** A metric's name among `metrics`, and all that it compares predictions with: plain data for workers. */
export interface Scoring {
  readonly metric: string
  /** One column of numbers, or one for each output of the model. Classes are 0, 1, ... */
  readonly targets: readonly Float64Array[]
  /** How many classes the target has; 0 where it is numbers. */
  readonly classes: number
  /** The one output that is scored, where the model has several. */
  readonly output?: number
  readonly weights?: Float64Array
  /** Sizes of groups in row order. */
  readonly groups?: Uint32Array
  /** What the metric itself takes, e.g. `k` or `threshold`. */
  readonly options: Readonly<Record<string, unknown>>
}
