import { basicAuthorization, type HttpOptions } from "../data/http.js"
import { RestError, restFailure, unreachable } from "./rest-error.js"
import { parseExactJson, writeExactJson } from "./rest-json.js"

export interface RestRequest {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"
  /** Below the server's address. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: object | Uint8Array
  /** Whether sending it twice does what sending it once does. */
  readonly repeatable: boolean
}

/** A longer pause than this is not waited for, in ms. */
const LONGEST = 60_000

/** Requests to a tracking server: with its headers, timeouts, and retries with growing pauses. */
export class RestCalls {
  /** The server's address without credentials, for messages. */
  readonly url: string
  readonly #options: Required<Omit<HttpOptions, "localArtifact">>

  constructor(url: string, options: HttpOptions) {
    const { address, authorization } = splitCredentials(url)
    this.url = address
    const defaults = { timeout: 120_000, retries: 5, backOff: 0.25, wait: pause }
    this.#options = { ...defaults, ...options, headers: { ...authorization, ...options.headers } }
  }

  /** @returns the answer's JSON; `{}` for none. @throws RestError with the server's own words. */
  async json(request: RestRequest): Promise<Record<string, unknown>> {
    const response = await this.#send(request)
    const text = await response.text()
    try {
      const value = text === "" ? {} : parseExactJson(text)
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    } catch {}
    const got = JSON.stringify(text.slice(0, 60))
    throw new RestError(`${this.url}: got ${got} for ${request.path}, expected JSON: is it an MLflow server?`, response)
  }

  async bytes(request: RestRequest): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#send(request)).arrayBuffer())
  }

  async #send(request: RestRequest): Promise<Response> {
    const { retries, backOff, wait } = this.#options
    for (let tried = 0; ; tried++) {
      const outcome = await this.#try(request)
      if (outcome instanceof Response && outcome.ok) return outcome
      const last = tried >= retries || !mayRepeat(outcome, request.repeatable)
      const after = last ? LONGEST + 1 : pauseAfter(outcome, backOff * 1000 * 2 ** tried)
      if (after > LONGEST) {
        throw outcome instanceof Response
          ? await restFailure(this.url, request, outcome)
          : unreachable(this.url, outcome)
      }
      await wait(after)
    }
  }

  /** @returns the error when there was no answer. */
  async #try({ method, path, query = {}, body }: RestRequest): Promise<Response | Error> {
    const { fetch, headers, timeout } = this.#options
    const raw = body instanceof Uint8Array
    const content = raw ? new Uint8Array(body) : body && writeExactJson(body)
    const type = body ? { "content-type": raw ? "application/octet-stream" : "application/json" } : {}
    const signal = AbortSignal.timeout(timeout)
    const init = { method, headers: { ...headers, ...type }, signal, ...(content && { body: content }) }
    try {
      const response = await fetch(`${this.url}${path}${queryText(query)}`, init)
      // An answer that breaks off is a failed try as well.
      return new Response(noBody(response) ? null : await response.arrayBuffer(), response)
    } catch (error) {
      return error as Error
    }
  }
}

/** `http://user:password@host` carries credentials, which neither `fetch` nor a message may see. */
function splitCredentials(url: string): { address: string; authorization: Record<string, string> } {
  const parsed = new URL(url)
  const [user, password] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)]
  parsed.username = ""
  parsed.password = ""
  const address = `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, "")
  return { address, authorization: user === "" ? {} : basicAuthorization(user, password) }
}

function queryText(query: NonNullable<RestRequest["query"]>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "")
  const text = given.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join("&")
  return text && `?${text}`
}

function noBody({ status }: Response): boolean {
  return status === 204 || status === 205 || status === 304
}

/** The answers that MLflow's client takes for passing failures. */
const passing = new Set([408, 429, 500, 502, 503, 504])
/** The work was refused before it was begun. */
const notBegun = new Set([429, 503])
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"])

function mayRepeat(outcome: Response | Error, repeatable: boolean): boolean {
  if (outcome instanceof Response) return (repeatable ? passing : notBegun).has(outcome.status)
  const code = String((outcome.cause as { code?: unknown } | undefined)?.code ?? "")
  // A certificate that is not trusted stays so.
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return false
  return repeatable || neverSent.has(code)
}

/** In ms: what the server asks for, or a growing pause whose length is spread, so that not all come back at once. */
function pauseAfter(outcome: Response | Error, growing: number): number {
  const asked = outcome instanceof Response ? Number(outcome.headers.get("retry-after") ?? Number.NaN) : Number.NaN
  return asked >= 0 ? asked * 1000 : Math.min(LONGEST, growing * (0.75 + Math.random() / 2))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
