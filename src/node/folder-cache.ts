import { createHash, randomUUID } from "node:crypto"
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"
import type { FolderCache } from "../data/folder-cache.js"

/** After the last call, in ms: what changes often is written once. */
const DELAY = 1000
/** What was not written for so long is removed, in ms: 90 days. */
const OLD = 90 * 24 * 3600 * 1000

/** What is still to be written, by the cache's file. */
const pending = new Map<string, { readonly key: string; readonly text: () => string }>()
let timer: NodeJS.Timeout | undefined
let watching = false

/**
 * Remembers in the user's cache folder, never in `root`. A cache that is damaged, of another version or of another
 * folder is taken for none, and one that cannot be written is done without.
 */
export function folderCache(root: string, home: () => string = cacheHome): FolderCache {
  const place = async (path: string): Promise<{ key: string; file: string }> => {
    const key = await realpath(join(root, path))
    return { key, file: join(home(), `${digest(key).slice(0, 32)}.json`) }
  }
  return {
    async load(path) {
      try {
        const { key, file } = await place(path)
        return pending.get(file)?.text() ?? checked(await readFile(file, "utf8"), key)
      } catch {
        return undefined
      }
    },
    keep(path, text) {
      place(path).then(
        ({ key, file }) => later(file, key, text),
        () => {},
      )
    },
  }
}

/** The user's folder for what may be lost, as the system has it. */
export function cacheHome(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "leafwise", "Cache")
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "leafwise")
  const own = env.XDG_CACHE_HOME
  return join(own && isAbsolute(own) ? own : join(homedir(), ".cache"), "leafwise")
}

function later(file: string, key: string, text: () => string): void {
  pending.set(file, { key, text })
  clearTimeout(timer)
  // The process need not wait for it: what is pending when it has nothing else to do is written then.
  timer = setTimeout(() => void writePending(), DELAY).unref()
  if (!watching) process.on("beforeExit", () => void writePending())
  watching = true
}

async function writePending(): Promise<void> {
  const all = [...pending]
  pending.clear()
  for (const [file, { key, text }] of all) await write(file, headed(text(), key)).catch(() => {})
}

/** Other processes see the old file or the new one, whole. */
async function write(file: string, text: string): Promise<void> {
  const folder = join(file, "..")
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, text, { mode: 0o600 })
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
  await removeOld(folder)
}

async function removeOld(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => /\.(json|tmp)$/.test(each))) {
    const { mtimeMs } = await stat(join(folder, name))
    if (mtimeMs < Date.now() - OLD) await rm(join(folder, name), { force: true })
  }
}

function headed(text: string, key: string): string {
  return `${digest(key + text)}\n${text}`
}

/** @returns undefined for a text that was cut, damaged, or is another folder's. */
function checked(whole: string, key: string): string | undefined {
  const end = whole.indexOf("\n")
  const text = whole.slice(end + 1)
  return end > 0 && whole.slice(0, end) === digest(key + text) ? text : undefined
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
