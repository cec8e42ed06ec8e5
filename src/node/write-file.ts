import { lstat, open, realpath, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

/**
 * Writes a file so that it is there as a whole or not at all: into a temporary file beside it, to the disk, then
 * renamed. Of a link the file that it leads to is written; a device or a pipe is written into.
 * @throws Error that names the path where its folder is missing.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts?.isSymbolicLink()) return writeFileAtomically(await realpath(path), content)
  if (facts && !facts.isFile() && !facts.isDirectory()) return writeFile(path, content)
  const temporary = join(dirname(path), `.${process.pid}-${Date.now()}.leafwise-tmp`)
  try {
    await writeToDisk(temporary, content)
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    const code = (cause as NodeJS.ErrnoException).code
    const reason =
      code === "ENOENT" ? "no such folder to write into" : (cause as Error).message.replaceAll(temporary, path)
    throw new Error(`${path}: ${reason}`, { cause })
  }
}

async function writeToDisk(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx")
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}
