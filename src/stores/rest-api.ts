import type { RestCalls, RestRequest } from "./rest-calls.js"
import { type Json, listOf, textOf } from "./rest-run.js"

const prefix = "/api/2.0/mlflow/"

/** MLflow's REST API 2.0 by its verbs. */
export class RestApi {
  readonly calls: RestCalls

  constructor(calls: RestCalls) {
    this.calls = calls
  }

  get(path: string, query: NonNullable<RestRequest["query"]> = {}): Promise<Json> {
    return this.calls.json({ method: "GET", path: prefix + path, query, repeatable: true })
  }

  /** A search that takes its question as a body: it changes nothing. */
  ask(path: string, body: object): Promise<Json> {
    return this.calls.json({ method: "POST", path: prefix + path, body, repeatable: true })
  }

  /** A write that does the same when it is sent twice. */
  set(path: string, body: object, method: "POST" | "PATCH" = "POST"): Promise<Json> {
    return this.calls.json({ method, path: prefix + path, body, repeatable: true })
  }

  /** A write that is sent once. */
  write(path: string, body: object, method: "POST" | "DELETE" = "POST"): Promise<Json> {
    return this.calls.json({ method, path: prefix + path, body, repeatable: false })
  }

  /** All pages of a list. A token that comes back ends it: releases before 3.17 repeat it where a page is empty. */
  async all(key: string, page: (token: string | undefined) => Promise<Json>): Promise<Json[]> {
    const found: Json[] = []
    for (let token: string | undefined; ; ) {
      const answer = await page(token)
      found.push(...listOf(answer[key]))
      const next = textOf(answer.next_page_token)
      if (next === "" || next === token) return found
      token = next
    }
  }
}
