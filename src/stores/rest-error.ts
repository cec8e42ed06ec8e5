import { FilterError } from "./filter-error.js"
import { parseExactJson } from "./rest-json.js"

/** A request that a tracking server refused, in its own words. */
export class RestError extends Error {
  readonly status: number
  /** MLflow's code, e.g. RESOURCE_DOES_NOT_EXIST; "" where the answer was none of MLflow's. */
  readonly code: string
  /** The server's own words. */
  readonly said: string

  constructor(message: string, { status }: { status: number }, code = "", said = "") {
    super(message)
    this.name = "RestError"
    this.status = status
    this.code = code
    this.said = said
  }

  /** Whether the server is too old, or no MLflow, to know the path. */
  get unknownPath(): boolean {
    return (this.status === 404 || this.status === 405) && (this.code === "" || this.code === "ENDPOINT_NOT_FOUND")
  }
}

/** A filter, an order or a page token that a server refused: its own words are the message. */
export class RefusedFilter extends FilterError {
  constructor(filter: string, { message, said, cause }: RestError) {
    super({ text: filter, at: 0, got: filter, expected: said })
    this.message = message
    this.cause = cause
  }
}

/** An answer that is no success as an error with the cure. */
export async function restFailure(url: string, request: RestPath, response: Response): Promise<RestError> {
  const text = await response.text()
  const { code, said } = mlflowError(text)
  if (said !== "") return new RestError(`${url}: ${said}${cureOf(response.status)}`, response, code, said)
  const what = `${url}: got ${response.status} for ${request.method} ${request.path}`
  if (response.status === 404) {
    return new RestError(`${what}, expected an MLflow tracking server that knows it (2.9 or newer)`, response)
  }
  const shown = /^\s*</.test(text) ? "" : ` (${text.trim().slice(0, 200)})`
  return new RestError(`${what}${shown}${cureOf(response.status)}`, response)
}

interface RestPath {
  readonly method: string
  readonly path: string
}

function mlflowError(text: string): { code: string; said: string } {
  try {
    const { error_code: code = "", message = "" } = parseExactJson(text) as Record<string, unknown>
    return { code: String(code), said: String(message || code) }
  } catch {
    return { code: "", said: "" }
  }
}

function cureOf(status: number): string {
  if (status === 401) {
    return ". Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"
  }
  if (status === 403) return ". Ask for the permission, or for this host among the server's allowed hosts and origins"
  return ""
}

/** No answer at all as an error with the cure. */
export function unreachable(url: string, error: Error): Error {
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined
  if (error.name === "TimeoutError") {
    return new Error(`${url}: no answer in time. Set MLFLOW_HTTP_REQUEST_TIMEOUT to more seconds`, { cause: error })
  }
  const reason = String(cause?.message || cause?.code || error.message)
  const cure = /CERT|SELF_SIGNED|UNABLE_TO_/.test(String(cause?.code ?? ""))
    ? "Set MLFLOW_TRACKING_SERVER_CERT_PATH to the certificate that signed it"
    : "Check the address and that the server runs"
  return new Error(`${url}: cannot be reached: ${reason}. ${cure}`, { cause: error })
}
