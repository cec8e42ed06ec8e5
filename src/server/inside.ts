import { realpath } from "node:fs/promises"
import { sep } from "node:path"

/**
 * Whether a place on the disk lies within a folder (or is the file itself) when every link on the way is followed. What
 * does not exist lies nowhere.
 */
export async function liesWithin(place: string, root: string): Promise<boolean> {
  const [real, top] = await Promise.all([place, root].map((path) => realpath(path).catch(() => undefined)))
  if (real === undefined || top === undefined) return false
  return real === top || real.startsWith(top.endsWith(sep) ? top : top + sep)
}
