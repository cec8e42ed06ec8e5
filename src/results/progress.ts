/** How far a long call has come. */
export interface Progress {
  readonly stage: "coding" | "predicting" | "explaining" | "permuting" | "measuring" | "reading"
  /** Rows; while permuting, a row counts once for each feature; while reading a store, its runs. */
  readonly done: number
  /** Infinity where it is not known. */
  readonly total: number
  readonly rowsPerSecond: number
  readonly secondsLeft: number
}

/** What every long call takes. */
export interface LongCall {
  /** Ends the call with its reason (an AbortError by default) and frees its memory. */
  readonly signal?: AbortSignal
  /** Called at most ten times a second, and once when a stage is done. */
  readonly onProgress?: (progress: Progress) => void
}
