import type { FastifyInstance } from "fastify"
import { jsonOfCells } from "../data/json-cells.js"
import { type Asked, answerOf, storeVerbs } from "../store-verbs.js"
import type { RunStore } from "../stores/run-store.js"
import { ApiError } from "./api-error.js"
import { checkedPlace } from "./artifacts.js"
import type { LargeStores } from "./large-stores.js"
import { sendBytes } from "./send-bytes.js"

interface Question {
  readonly store?: string
  readonly verb?: string
  /** JSON. */
  readonly given?: string
}

/** `workspace-store?store=NAME&verb=VERB&given=JSON` asks a large store for the page, which reads it no other way. */
export function addStoreRoute(server: FastifyInstance, large: LargeStores): void {
  server.get<{ Querystring: Question }>("/workspace-store", async ({ query }, reply) => {
    const store = large.named(query.store ?? "")
    if (!store) throw new ApiError(404, `no large store ${query.store}`, "GET /workspace.json names them.")
    const asked = questionOf(query)
    const answer = await safely(store, asked)
    if (answer instanceof Uint8Array) return sendBytes(reply, "artifact", answer)
    reply.type("application/json; charset=utf-8")
    return jsonOfCells({ answer, problems: store.problems() })
  })
}

/** @throws ApiError 422 for what is no question. */
function questionOf({ verb, given = "[]" }: Question): Asked {
  const known = storeVerbs.find((each) => each === verb)
  const parsed = parsedList(given)
  if (known && parsed) return { verb: known, given: parsed } as Asked
  throw new ApiError(422, `got verb ${verb} with ${given}, expected one of ${storeVerbs.join(", ")}, and a list`, CURE)
}

const CURE = "The page of this server asks so; GET /docs lists the requests for others."

function parsedList(text: string): unknown[] | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found : undefined
  } catch {
    return undefined
  }
}

/** What lies beside runs is given under the same rules as by the API: no path and no link leads out of a run. */
async function safely(store: RunStore, asked: Asked): Promise<unknown> {
  if (asked.verb !== "artifacts" && asked.verb !== "readArtifact") return answerOf(store, asked)
  const [id, path = ""] = asked.given
  await checkedPlace(store, String(id), String(path))
  return answerOf(store, asked)
}
