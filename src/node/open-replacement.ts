import { type FileHandle, lstat, open, realpath, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { ByteSink } from "../data/byte-sink.js"

/** A file that is being written. */
export interface Replacement extends ByteSink {
  write(chunk: Uint8Array): Promise<void>
  /** Puts the file in its place. */
  end(): Promise<void>
  /** Leaves the place as it was; does nothing after `end`. */
  abort(): Promise<void>
}

let count = 0

/**
 * Writes a file so that it is there as a whole or not at all: into a temporary file beside it, to the disk, then
 * renamed. Of a link the file that it leads to is written; a device or a pipe is written into.
 * @throws Error that names the path where its folder is missing.
 */
export async function openReplacement(path: string): Promise<Replacement> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts?.isSymbolicLink()) return openReplacement(await realpath(path))
  const isPlace = !facts || facts.isFile() || facts.isDirectory()
  const written = isPlace ? join(dirname(path), `.${process.pid}-${Date.now()}-${++count}.leafwise-tmp`) : path
  const told = (cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code
    const said = (cause as Error).message.replaceAll(written, path)
    return new Error(`${path}: ${code === "ENOENT" ? "no such folder to write into" : said}`, { cause })
  }
  const file = await open(written, isPlace ? "wx" : "w").catch((cause) => {
    throw told(cause)
  })
  return replacement(file, { path, written, told })
}

interface Places {
  readonly path: string
  /** The temporary file, or the path itself. */
  readonly written: string
  /** An error as it is told. */
  told(cause: unknown): Error
}

function replacement(file: FileHandle, { path, written, told }: Places): Replacement {
  let open = true
  const abort = async () => {
    if (!open) return
    open = false
    await file.close().catch(() => {})
    if (written !== path) await rm(written, { force: true })
  }
  const orAbort = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (cause) {
      await abort()
      throw told(cause)
    }
  }
  return {
    write: (chunk) => orAbort(() => writeAll(file, chunk)),
    end: () =>
      orAbort(async () => {
        if (written !== path) await file.sync()
        await file.close()
        if (written !== path) await rename(written, path)
        open = false
      }),
    abort,
  }
}

/** One call of the system may write less than it was given. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten
}
