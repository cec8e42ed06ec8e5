import { rename, stat } from "node:fs/promises"

/** Whether something lies at a path. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** Renames a file or a folder to a name that is free. @throws Error where it is not. */
export async function renameToFree(path: string, target: string): Promise<void> {
  if (await exists(target)) throw new Error(`${target}: exists already; move it away first`)
  await rename(path, target)
}
