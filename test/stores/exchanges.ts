import type { Fetch, FetchInit } from "../../src/data/http.js"

/** A request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string
  /** Behind the server's address. */
  readonly path: string
  readonly body: string
  readonly status: number
  readonly answer: string
}

/** A fetch that notes every exchange. */
export function recording(exchanges: Exchange[], url: string): Fetch {
  return async (address, init) => {
    const response = await fetch(address, init as RequestInit)
    const answer = await response.clone().text()
    exchanges.push({ ...asked(address, init, url), status: response.status, answer })
    return response
  }
}

/** A fetch that gives the noted answers: each once, to the very same question. */
export function replaying(exchanges: readonly Exchange[], url: string): Fetch & { readonly left: Exchange[] } {
  const left = [...exchanges]
  const replay = async (address: string, init: FetchInit) => {
    const { method, path, body } = asked(address, init, url)
    const at = left.findIndex((each) => each.method === method && each.path === path && each.body === body)
    if (at < 0) throw new Error(`unexpected ${method} ${path} ${body}`)
    const [{ status, answer }] = left.splice(at, 1) as [Exchange]
    return new Response(answer, { status })
  }
  return Object.assign(replay, { left })
}

function asked(
  address: string,
  { method, body = "" }: FetchInit,
  url: string,
): Pick<Exchange, "method" | "path" | "body"> {
  return {
    method,
    path: address.slice(url.length),
    body: typeof body === "string" ? body : new TextDecoder().decode(body),
  }
}
