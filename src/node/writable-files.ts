import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { WritableFiles } from "../data/writable-files.js"
import { diskFiles } from "./files.js"

let count = 0

/** A folder on this machine's disk that can be written. */
export function writableFiles(root: string): WritableFiles {
  const at = (path: string) => join(root, path)
  return {
    ...diskFiles(root),
    async replace(path, bytes, beside) {
      const temporary = join(at(beside), `.${process.pid}-${Date.now()}-${++count}.leafwise-tmp`)
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
    async appendLines(path, lines) {
      try {
        await mkdir(dirname(at(path)), { recursive: true })
        await appendOnce(at(path), lines.map((line) => `${line}\n`).join(""))
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
