import type { StampedBytes } from "./bulk-files.js"

/** Files that are read in one go. */
const TOGETHER = 64
/** Bytes that are read in one go. */
const MOST = 2 ** 24

/**
 * The bytes of many files of a page. Small files are read as one: each reading is a call to another process, which for a
 * store of 190,000 files costs five times as much as what is read.
 * @param find a file by its path; undefined, or rejected with a NotFoundError, where there is none.
 */
export async function readBlobs(
  paths: readonly string[],
  find: (path: string) => Promise<Blob | undefined>,
): Promise<(StampedBytes | Error | undefined)[]> {
  const parts: (readonly string[])[] = []
  for (let at = 0; at < paths.length; at += TOGETHER) parts.push(paths.slice(at, at + TOGETHER))
  // While one part is read, the files of the next are looked up.
  return (await Promise.all(parts.map((part) => readPart(part, find)))).flat()
}

async function readPart(
  paths: readonly string[],
  find: (path: string) => Promise<Blob | undefined>,
): Promise<(StampedBytes | Error | undefined)[]> {
  const found = await Promise.all(paths.map((path) => find(path).catch(missing)))
  const answers: (StampedBytes | Error | undefined)[] = []
  for (let at = 0; at < found.length; ) {
    let end = at
    let bytes = 0
    do bytes += sizeOf(found[end++])
    while (end < found.length && bytes + sizeOf(found[end]) <= MOST)
    answers.push(...(await readSome(found.slice(at, end), bytes)))
    at = end
  }
  return answers
}

/** Where one of them cannot be read, or was changed meanwhile, each is read by itself. */
async function readSome(
  found: readonly (Blob | Error | undefined)[],
  expected: number,
): Promise<(StampedBytes | Error | undefined)[]> {
  const blobs = found.filter((each) => each instanceof Blob)
  const whole = await new Blob(blobs).arrayBuffer().catch(() => undefined)
  if (whole?.byteLength !== expected) return Promise.all(found.map(readOne))
  let at = 0
  return found.map((each) => {
    if (!(each instanceof Blob)) return each
    at += each.size
    return stamped(new Uint8Array(whole, at - each.size, each.size))
  })
}

async function readOne(each: Blob | Error | undefined): Promise<StampedBytes | Error | undefined> {
  if (!(each instanceof Blob)) return each
  return each.arrayBuffer().then((bytes) => stamped(new Uint8Array(bytes)), missing)
}

function stamped(bytes: Uint8Array): StampedBytes {
  return { stamp: { size: bytes.length, changed: 0, folder: false }, bytes }
}

function sizeOf(each: Blob | Error | undefined): number {
  return each instanceof Blob ? each.size : 0
}

function missing(error: unknown): Error | undefined {
  const reason = error instanceof Error ? error : new Error(String(error))
  return reason.name === "NotFoundError" || reason.name === "TypeMismatchError" ? undefined : reason
}
