import { open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"

/**
 * Writes a file so that it is there as a whole or not at all: into a temporary file beside it, to the disk, then
 * renamed.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${process.pid}-${Date.now()}.leafwise-tmp`)
  try {
    const file = await open(temporary, "wx")
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
