import { open, readdir, readFile } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { type Coverage, fontCoverage, type ReadAt } from "./font-coverage.js"

/** Larger files than this are left alone. */
const MOST_BYTES = 64e6

/** Where systems keep their fonts. */
export function fontFolders(): string[] {
  const home = homedir()
  if (process.platform === "darwin")
    return [
      join(home, "Library/Fonts"),
      "/Library/Fonts",
      "/System/Library/Fonts",
      "/System/Library/Fonts/Supplemental",
    ]
  if (process.platform === "win32") {
    const { WINDIR = "C:\\Windows", LOCALAPPDATA = join(home, "AppData\\Local") } = process.env
    return [join(WINDIR, "Fonts"), join(LOCALAPPDATA, "Microsoft\\Windows\\Fonts")]
  }
  return [join(home, ".fonts"), join(home, ".local/share/fonts"), "/usr/local/share/fonts", "/usr/share/fonts"]
}

/**
 * Fonts of the system that together have as many of the characters as can be had.
 * @returns the fonts, and the characters that none has.
 */
export async function systemFonts(
  wanted: Iterable<number>,
  folders: readonly string[] = fontFolders(),
): Promise<{ fonts: Uint8Array[]; missing: number[] }> {
  let missing = [...wanted]
  const fonts: Uint8Array[] = []
  for (const path of missing.length > 0 ? await filesIn(folders) : []) {
    const has = await coverageOf(path).catch(() => undefined)
    if (!has || !missing.some(has)) continue
    fonts.push(new Uint8Array(await readFile(path)))
    missing = missing.filter((code) => !has(code))
    if (missing.length === 0) break
  }
  return { fonts, missing }
}

/** Regular faces first: bold and slanted ones have the same characters. */
async function filesIn(folders: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    folders.map((folder) =>
      readdir(folder, { recursive: true }).then(
        (names) => names.filter((name) => /\.(ttf|otf|ttc)$/i.test(name)).map((name) => join(folder, name)),
        () => [],
      ),
    ),
  )
  const special = (path: string) => Number(/bold|italic|oblique|light|thin|black|mono|serif/i.test(path))
  return lists.flat().sort((a, b) => special(a) - special(b) || (a < b ? -1 : 1))
}

async function coverageOf(path: string): Promise<Coverage | undefined> {
  const file = await open(path)
  try {
    if ((await file.stat()).size > MOST_BYTES) return undefined
    const read: ReadAt = async (offset, length) => {
      const bytes = new Uint8Array(length)
      await file.read(bytes, 0, length, offset)
      return new DataView(bytes.buffer)
    }
    return await fontCoverage(read)
  } finally {
    await file.close()
  }
}
