import {
  closeSync,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs"
import { setImmediate } from "node:timers/promises"
import type { BulkFiles, Stamp, StampedBytes, StampedList } from "../data/bulk-files.js"
import type { FileEntry } from "../data/files.js"

/** Between two turns of the event loop, in ms. */
const SLICE = 25
/** Times of files come in steps, of up to 2 s on FAT: what changed later than this may change again unseen. */
const YOUNG = 2000
/** Small files share a block of memory: each in its own would cost more than to read it. */
const BLOCK = 1 << 18

/**
 * Many files of a folder on this machine's disk. Calls that wait are several times as fast as promises for small
 * files, so they are made in slices, with a turn of the event loop between.
 */
export function bulkFiles(root: string): BulkFiles {
  const full = (path: string): string => (path === "" ? root : `${root}/${path}`)
  return {
    stamps: (paths) => inSlices(paths, (path) => stampAt(full(path))),
    reads: (paths) => {
      const block = { bytes: Buffer.alloc(0), at: 0 }
      return inSlices(paths, (path) => readStamped(full(path), block))
    },
    lists: (paths) => inSlices(paths, (path) => listStamped(full(path))),
  }
}

async function inSlices<Answer>(
  paths: readonly string[],
  ask: (path: string) => Answer | undefined,
): Promise<(Answer | Error | undefined)[]> {
  const answers: (Answer | Error | undefined)[] = []
  let until = performance.now() + SLICE
  for (const path of paths) {
    answers.push(attempt(() => ask(path)))
    if ((answers.length & 15) === 0 && performance.now() > until) {
      await setImmediate()
      until = performance.now() + SLICE
    }
  }
  return answers
}

/** What is missing is undefined. */
function attempt<Answer>(ask: () => Answer | undefined): Answer | Error | undefined {
  try {
    return ask()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : (error as Error)
  }
}

function stampAt(path: string): Stamp | Error | undefined {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (!facts) return undefined
  // To open a pipe would wait for its writer.
  return facts.isFile() || facts.isDirectory() ? stampOf(facts) : new Error("is neither a file nor a folder")
}

function stampOf(facts: Stats): Stamp {
  const young = Math.max(facts.mtimeMs, facts.ctimeMs) > Date.now() - YOUNG
  return { size: facts.size, changed: young ? Number.NaN : facts.mtimeMs + facts.ctimeMs, folder: facts.isDirectory() }
}

interface Block {
  bytes: Uint8Array
  at: number
}

function readStamped(path: string, block: Block): StampedBytes | Error {
  const file = attempt(() => openSync(path, "r"))
  if (typeof file !== "number") return file ?? missing(path)
  try {
    // The stamp first: what is written meanwhile makes another.
    const facts = fstatSync(file)
    return { stamp: stampOf(facts), bytes: bytesOf(file, facts.size, block) }
  } finally {
    closeSync(file)
  }
}

/** @throws Error that says that there is no such file, unless a link of that name is there. */
function missing(path: string): Error {
  lstatSync(path)
  return new Error("is a link that leads nowhere")
}

/** @param size as it was a moment ago; a file may grow meanwhile. */
function bytesOf(file: number, size: number, block: Block): Uint8Array {
  const from = block.at
  for (let count = 0, most = size + 1; ; most = 2 * (count + 1)) {
    if (block.bytes.length - from < most) return bytesInBlock(file, most, block)
    const read = readSync(file, block.bytes, from + count, most - count, count)
    count += read
    if (count === most) continue
    block.at = from + count
    return block.bytes.subarray(from, block.at)
  }
}

function bytesInBlock(file: number, most: number, block: Block): Uint8Array {
  block.bytes = Buffer.allocUnsafeSlow(Math.max(BLOCK, most))
  block.at = 0
  return bytesOf(file, most - 1, block)
}

function listStamped(path: string): StampedList | Error | undefined {
  const stamp = stampAt(path)
  if (stamp === undefined || stamp instanceof Error) return stamp
  if (!stamp.folder) return new Error("is a file, expected a folder")
  const entries = readdirSync(path, { withFileTypes: true }).map((entry) => entryOf(path, entry))
  return { stamp, entries: entries.filter((entry) => entry !== undefined) }
}

/** A link that leads nowhere is a file, which cannot be read. Pipes and the like are left out. */
function entryOf(folder: string, entry: Dirent): FileEntry | undefined {
  if (entry.isDirectory()) return { name: entry.name, folder: true }
  if (entry.isFile()) return { name: entry.name, folder: false }
  if (!entry.isSymbolicLink()) return undefined
  const target = attempt(() => stampAt(`${folder}/${entry.name}`))
  return { name: entry.name, folder: target !== undefined && "folder" in target && target.folder, link: true }
}
