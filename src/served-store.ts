import { cellsOfJson } from "./data/json-cells.js"
import type { Problem } from "./data/run.js"
import { RemoteStore } from "./remote-store.js"

/**
 * A store that a server of ours answers for: of a large one the page need not list and read every file.
 * @param place the address of what it serves, without `-store`.
 */
export function servedStore(place: string, name: string): RemoteStore {
  return new RemoteStore(name, async ({ verb, given }) => {
    const query = new URLSearchParams({ store: name, verb, given: JSON.stringify(given) })
    const answer = await fetch(`${place}-store?${query}`)
    if (!answer.ok) throw new Error(await reasonOf(answer))
    if (verb === "readArtifact") return { answer: new Uint8Array(await answer.arrayBuffer()), problems: [] }
    return cellsOfJson(await answer.text()) as { answer: unknown; problems: readonly Problem[] }
  })
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    return String((JSON.parse(text) as { error?: unknown }).error)
  } catch {
    return `got ${answer.status} from the server, expected an answer of the store`
  }
}
