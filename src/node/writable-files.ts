import { link, mkdir, open, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { WritableFiles } from "../data/writable-files.js"
import { diskFiles } from "./files.js"

let count = 0

/** A folder on this machine's disk that can be written. */
export function writableFiles(root: string): WritableFiles {
  const at = (path: string) => join(root, path)
  const temporaryIn = (folder: string) => join(at(folder), `.${process.pid}-${Date.now()}-${++count}.leafwise-tmp`)
  return {
    ...diskFiles(root),
    async replace(path, bytes, beside) {
      const temporary = temporaryIn(beside)
      try {
        await mkdir(dirname(at(path)), { recursive: true })
        await mkdir(at(beside), { recursive: true })
        await writeWhole(temporary, bytes)
        await rename(temporary, at(path))
      } catch (cause) {
        await rm(temporary, { force: true }).catch(() => {})
        throw told(at(path), temporary, cause as NodeJS.ErrnoException)
      }
      await syncFolder(dirname(at(path)))
    },
    async appendLines(path, lines, beside) {
      const text = lines.map((line) => `${line}\n`).join("")
      try {
        await mkdir(dirname(at(path)), { recursive: true })
        if (!(await beginWith(at(path), text, temporaryIn(beside)))) await appendOnce(at(path), text)
      } catch (cause) {
        throw told(at(path), at(path), cause as NodeJS.ErrnoException)
      }
    },
    async makeFolder(path) {
      await mkdir(at(path), { recursive: true })
    },
    async move(from, to) {
      await mkdir(dirname(at(to)), { recursive: true })
      await rename(at(from), at(to))
      await syncFolder(dirname(at(to)))
      await syncFolder(dirname(at(from)))
    },
    async remove(path) {
      await rm(at(path), { recursive: true, force: true })
      await syncFolder(dirname(at(path)))
    },
  }
}

/** Keys are paths: `a` and `a/b` cannot both be there. */
function told(path: string, written: string, cause: NodeJS.ErrnoException): Error {
  const known: Record<string, string> = {
    EISDIR: "there is a folder of that name: keys below it were logged",
    ENOTDIR: "there is a file in place of its folder: a key above it was logged",
    EEXIST: "there is a file in place of its folder: a key above it was logged",
    ENAMETOOLONG: "the name is too long for a file",
  }
  const reason = known[cause.code ?? ""] ?? cause.message.replaceAll(written, path)
  return new Error(`${path}: cannot be written: ${reason}`, { cause })
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx")
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A file that is not there yet appears with its first lines, never empty. False where another one was first. */
async function beginWith(path: string, lines: string, temporary: string): Promise<boolean> {
  if (await stat(path).catch(() => undefined)) return false
  try {
    await writeWhole(temporary, Buffer.from(lines))
    await link(temporary, path)
    return true
  } catch {
    // Another writer's file is never replaced, and file systems without links append to an empty file.
    return false
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Two writers that append never mix their lines as long as each writes once. */
async function appendOnce(path: string, lines: string): Promise<void> {
  const file = await open(path, "a+")
  try {
    const { size } = await file.stat()
    const last = size === 0 ? "\n" : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString()
    const bytes = Buffer.from(last === "\n" ? lines : `\n${lines}`)
    const { bytesWritten } = await file.write(bytes)
    if (bytesWritten < bytes.length) {
      throw new Error(`${path}: ${bytesWritten} of ${bytes.length} bytes were written. Is the disk full?`)
    }
  } finally {
    await file.close()
  }
}

/** So that a rename outlives a power cut. Systems that cannot open folders (Windows) keep renames on their own. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
