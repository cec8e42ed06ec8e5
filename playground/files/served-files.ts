import { type Files, listedFiles } from "../../src/index.js"

interface Listing {
  readonly name: string
  readonly files: readonly { path: string; bytes: number; content?: string }[]
}

/** The files that `leafwise serve` opened this page with; undefined on any other host. */
export async function servedFiles(): Promise<Files | undefined> {
  const response = await fetch("./workspace.json").catch(() => undefined)
  if (!response?.ok || !response.headers.get("content-type")?.includes("json")) return undefined
  const { name, files }: Listing = await response.json()
  const contents = new Map(files.map(({ path, content }) => [path, content]))
  return listedFiles(name, files, async (path) => {
    const content = contents.get(path)
    if (content !== undefined) return Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
    const answer = await fetch(`./workspace/${path.split("/").map(encodeURIComponent).join("/")}`)
    if (!answer.ok) throw new Error(`${path}: got ${answer.status} from the server, expected the file`)
    return new Uint8Array(await answer.arrayBuffer())
  })
}
