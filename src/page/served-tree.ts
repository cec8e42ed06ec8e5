import type { StampedBytes } from "../data/bulk-files.js"
import { bulkOf } from "../data/bulk-of.js"
import type { Files } from "../data/files.js"
import { listedFiles } from "../data/listed-files.js"

/** What a server of ours has open: the list of its files as it came, and the address that they lie below. */
export interface Served {
  readonly place: string
  readonly listing: ArrayBuffer
}

export interface Listing {
  readonly name: string
  readonly files: readonly { path: string; bytes: number; content?: string }[]
  /** Names of large stores, whose files are not in the list: the server answers for them. */
  readonly stores?: readonly string[]
}

/** An address that every server takes is at most so long. */
const ADDRESS = 6000
/** Requests under way at a time; browsers send six to one server. */
const AT_ONCE = 4
const MISSING = 0xffffffff

/** The files of a server as a tree. Small ones came with the list, others are asked for, many in one request. */
export function treeOfServed(served: Served): Files {
  const { place } = served
  const { name, files } = listingOf(served)
  const contents = new Map(files.flatMap(({ path, content }) => (content === undefined ? [] : [[path, content]])))
  const read = async (path: string) =>
    contentOf(contents.get(path)) ?? bytesOf(await asked(`${place}/${encoded(path)}`))
  const tree = listedFiles(name, files, read)
  const reads = async (paths: readonly string[]) => {
    const answers = paths.map((path) => stamped(contentOf(contents.get(path))))
    const wanted = paths.flatMap((_, i) => (answers[i] ? [] : [i]))
    const parts = partsOf(paths, wanted)
    for (let at = 0; at < parts.length; at += AT_ONCE) {
      await Promise.all(parts.slice(at, at + AT_ONCE).map((part) => readPart(place, paths, part, answers)))
    }
    return answers
  }
  return { ...tree, bulk: { ...bulkOf(tree), still: true, reads } }
}

export function listingOf({ listing }: Served): Listing {
  return JSON.parse(new TextDecoder().decode(listing)) as Listing
}

/** Numbers of paths, as many together as an address can name. */
function partsOf(paths: readonly string[], wanted: readonly number[]): number[][] {
  const parts: number[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const i of wanted) {
    const own = encodeURIComponent(paths[i]!).length + 6
    if (length + own > ADDRESS) {
      parts.push([])
      length = 0
    }
    parts.at(-1)!.push(i)
    length += own
  }
  return parts
}

/** Fills in what the server answers: for each file its length, then its bytes. */
async function readPart(
  place: string,
  paths: readonly string[],
  part: readonly number[],
  answers: (StampedBytes | undefined)[],
): Promise<void> {
  const query = part.map((i) => `path=${encodeURIComponent(paths[i]!)}`).join("&")
  const bytes = bytesOf(await asked(`${place}-parts?${query}`))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (const i of part) {
    const length = view.getUint32(at, true)
    at += 4
    if (length === MISSING) continue
    answers[i] = stamped(bytes.subarray(at, at + length))
    at += length
  }
}

function stamped(bytes: Uint8Array | undefined): StampedBytes | undefined {
  return bytes && { stamp: { size: bytes.length, changed: 0, folder: false }, bytes }
}

function contentOf(content: string | undefined): Uint8Array | undefined {
  return content === undefined ? undefined : Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/")
}

/** @throws Error when the server does not give it. */
async function asked(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address)
  if (answer.ok) return answer.arrayBuffer()
  throw new Error(`${address.slice(0, 200)}: got ${answer.status} from the server, expected the file`)
}

function bytesOf(buffer: ArrayBuffer): Uint8Array {
  return new Uint8Array(buffer)
}
