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
const CHUNK = 1 << 16
const chunk = new Uint8Array(CHUNK)

/**
 * Many files of a folder on this machine's disk. Calls that wait are several times as fast as promises for small
 * files, so they are made in slices, with a turn of the event loop between.
 */
export function bulkFiles(root: string): BulkFiles {
  const full = (path: string): string => (path === "" ? root : `${root}/${path}`)
  return {
    stamps: (paths) => inSlices(paths, (path) => stampAt(full(path))),
    reads: (paths) => inSlices(paths, (path) => readStamped(full(path))),
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

function readStamped(path: string): StampedBytes | Error {
  const file = attempt(() => openSync(path, "r"))
  if (typeof file !== "number") return file ?? missing(path)
  try {
    // The stamp first: what is written meanwhile makes another.
    const facts = fstatSync(file)
    return { stamp: stampOf(facts), bytes: bytesOf(file) }
  } finally {
    closeSync(file)
  }
}

/** @throws Error that says that there is no such file, unless a link of that name is there. */
function missing(path: string): Error {
  lstatSync(path)
  return new Error("is a link that leads nowhere")
}

function bytesOf(file: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (;;) {
    const count = readSync(file, chunk, 0, CHUNK, null)
    const part = chunk.slice(0, count)
    if (count < CHUNK && parts.length === 0) return part
    if (count === 0) return new Uint8Array(Buffer.concat(parts))
    parts.push(part)
  }
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
