import type { BulkFiles, Stamp } from "./bulk-files.js"
import type { FileEntry } from "./file-entry.js"
import type { Files } from "./files.js"
import { nextTask } from "./next-task.js"

/** Files that are asked for at a time. */
const AT_ONCE = 64
/** Between two turns of the event loop, in ms: a page stays usable. */
const SLICE = 20

/** Many files at once, of a tree that has no faster way: they are asked for side by side. What changes is not seen. */
export function bulkOf(files: Files): BulkFiles {
  if (files.bulk) return files.bulk
  return {
    stamps: (paths) => inTurns(paths, (path) => stampAt(files, path)),
    reads: (paths) =>
      inTurns(paths, async (path) => {
        const bytes = await files.read(path)
        return { stamp: { size: bytes.length, changed: 0, folder: false }, bytes }
      }),
    lists: (paths) =>
      inTurns(paths, async (path) => {
        const entries = await files.list(path)
        return entries && { stamp: aFolder, entries }
      }),
  }
}

const aFolder: Stamp = { size: 0, changed: 0, folder: true }

async function stampAt(files: Files, path: string): Promise<Stamp | undefined> {
  const at = path.lastIndexOf("/")
  const entries = await files.list(path.slice(0, Math.max(0, at)))
  const entry = entries?.find(({ name }: FileEntry) => name === path.slice(at + 1))
  if (!entry) return undefined
  return entry.folder ? aFolder : { size: entry.bytes ?? 0, changed: 0, folder: false }
}

async function inTurns<Answer>(
  paths: readonly string[],
  ask: (path: string) => Promise<Answer | undefined>,
): Promise<(Answer | Error | undefined)[]> {
  const answers: (Answer | Error | undefined)[] = []
  let until = performance.now() + SLICE
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const asked = paths.slice(at, at + AT_ONCE).map((path) => ask(path).catch(asError))
    answers.push(...(await Promise.all(asked)))
    if (performance.now() < until) continue
    await nextTask()
    until = performance.now() + SLICE
  }
  return answers
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
