/** Where a command reads its surroundings and writes its results: the process, or a test. */
export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
  /** Where answers come from; absent where nobody can be asked. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  /** What relative paths start from. */
  readonly cwd: string
  /** Ctrl-C. */
  readonly signal: AbortSignal
}

export interface Output {
  readonly isTTY?: boolean
  write(chunk: string | Uint8Array): unknown
}

/** A command that was used wrongly: exit code 2. */
export class UsageError extends Error {}

/** A command that did its work and found what it was told to fail on: exit code 3. */
export class TrippedError extends Error {}
