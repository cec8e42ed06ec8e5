import { treeOfServed } from "../../src/index.js"
import type { Openable } from "../open-files.js"

/** Longer lists are of large stores; these, databases and what the server answers for are read in a worker. */
const SHORT = 500_000
const holdsStore = /\.(zip|db|sqlite|sqlite3)"|"stores":\[/i

/** The files that `leafwise serve` opened this page with; undefined on any other host. */
export function servedFiles(): Promise<Openable | undefined> {
  return listingAt("./workspace")
}

/** One of the samples that come with the page. @throws Error when its host does not have it. */
export async function sampleFiles(id: string): Promise<Openable> {
  const files = await listingAt(`./samples/${id}`)
  if (files) return files
  throw new Error(`sample ${id}: not found beside this page; a host must serve its folder "samples" too`)
}

/** The list at `place.json`, whose larger files lie below `place/`. */
async function listingAt(place: string): Promise<Openable | undefined> {
  const response = await fetch(`${place}.json`).catch(() => undefined)
  if (!response?.ok || !response.headers.get("content-type")?.includes("json")) return undefined
  const served = { place: new URL(place, location.href).href, listing: await response.arrayBuffer() }
  const large = served.listing.byteLength > SHORT
  if (!large && !holdsStore.test(new TextDecoder().decode(served.listing))) return treeOfServed(served)
  const open = async () => (await import("../../src/remote.js")).openWorkspaceApart(served)
  return { name: "what is served", open }
}
