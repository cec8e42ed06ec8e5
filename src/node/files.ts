import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import type { FileEntry, Files } from "../data/files.js"
import { bulkFiles } from "./bulk-files.js"
import { diskRanges } from "./disk-ranges.js"
import { folderCache } from "./folder-cache.js"

/** A folder on this machine's disk. Symbolic links are followed. */
export function diskFiles(root: string): Files {
  return {
    name: root,
    async list(path) {
      try {
        const entries = await readdir(join(root, path), { withFileTypes: true })
        const listed = entries.map(async (entry): Promise<FileEntry | undefined> => {
          if (entry.isDirectory()) return { name: entry.name, folder: true }
          const facts = await stat(join(root, path, entry.name)).catch(() => undefined)
          return (
            facts && {
              name: entry.name,
              folder: facts.isDirectory(),
              bytes: facts.size,
              ...(entry.isSymbolicLink() && { link: true }),
            }
          )
        })
        const present = (await Promise.all(listed)).filter((entry) => entry !== undefined)
        return present.sort((a, b) => (a.name < b.name ? -1 : 1))
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    async read(path) {
      return new Uint8Array(await readFile(join(root, path)))
    },
    bulk: bulkFiles(root),
    cache: folderCache(root),
    ranges: (path) => diskRanges(join(root, path)),
    onDisk: (path) => join(root, path),
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === "ENOENT" || code === "ENOTDIR"
}
