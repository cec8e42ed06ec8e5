import { type Files, listedFiles } from "../../src/index.js"

interface Listing {
  readonly name: string
  readonly files: readonly { path: string; bytes: number; content?: string }[]
}

/** The files that `leafwise serve` opened this page with; undefined on any other host. */
export function servedFiles(): Promise<Files | undefined> {
  return listingAt("./workspace")
}

/** One of the samples that come with the page. @throws Error when its host does not have it. */
export async function sampleFiles(id: string): Promise<Files> {
  const files = await listingAt(`./samples/${id}`)
  if (files) return files
  throw new Error(`sample ${id}: not found beside this page; a host must serve its folder "samples" too`)
}

/** The list at `place.json`, whose larger files lie below `place/`. */
async function listingAt(place: string): Promise<Files | undefined> {
  const response = await fetch(`${place}.json`).catch(() => undefined)
  if (!response?.ok || !response.headers.get("content-type")?.includes("json")) return undefined
  const { name, files }: Listing = await response.json()
  const contents = new Map(files.map(({ path, content }) => [path, content]))
  return listedFiles(name, files, async (path) => {
    const content = contents.get(path)
    if (content !== undefined) return Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
    const answer = await fetch(`${place}/${path.split("/").map(encodeURIComponent).join("/")}`)
    if (!answer.ok) throw new Error(`${path}: got ${answer.status} from the server, expected the file`)
    return new Uint8Array(await answer.arrayBuffer())
  })
}
