/** What an analysis writes into a run. */
export interface RunRecord {
  readonly params?: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, number>>
  /** Contents by path below the run's artifacts. */
  readonly artifacts: Readonly<Record<string, string | Uint8Array>>
  /** What to know about it, a sentence each. */
  readonly notes?: readonly string[]
}
