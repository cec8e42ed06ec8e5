/** A version of a registered model, as a line of a table. */
export interface RegistryRow {
  readonly name: string
  readonly version: string
  readonly stage: string
  readonly aliases: readonly string[]
  /** Milliseconds since 1970; null while it is not known. */
  readonly created: number | null
  readonly description: string
  /** "" when it was registered without a run. */
  readonly runId: string
}
