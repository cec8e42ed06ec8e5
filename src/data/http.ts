/** The part of `fetch` that is needed. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly signal: AbortSignal
}

/** How to speak to a server. */
export interface HttpOptions {
  readonly fetch: Fetch
  /** Sent with every request, e.g. `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Of one request, in ms. */
  readonly timeout?: number
  /** After a failure that may pass. */
  readonly retries?: number
  /** Seconds before the first retry; each further one waits twice as long. */
  readonly backOff?: number
  readonly wait?: (ms: number) => Promise<void>
  /** Where the server keeps artifacts on this machine. */
  readonly localArtifact?: LocalArtifact
}

/**
 * Writes a file below a folder of this machine that a server names as `file:` URI or as path; false where it is not
 * this machine's.
 */
export type LocalArtifact = (artifactUri: string, path: string, bytes: Uint8Array) => Promise<boolean>

/** The header of Basic authentication. */
export function basicAuthorization(user: string, password: string): Record<string, string> {
  const bytes = new TextEncoder().encode(`${user}:${password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}
