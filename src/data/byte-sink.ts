/** Where bytes go that are written one piece after another. */
export interface ByteSink {
  /** Takes a piece; it may be changed when the promise is settled. */
  write(chunk: Uint8Array): Promise<void> | void
  /** Says that all was written. */
  end(): Promise<void> | void
}
