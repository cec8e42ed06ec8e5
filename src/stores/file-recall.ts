import type { FileEntry } from "../data/file-entry.js"
import type { Problem } from "../data/run.js"
import type { FileMemory, Kept } from "./file-memory.js"

/** Raise it whenever a parser makes something else of the same file, or this format changes. */
const VERSION = 1

/** A memory as text: names are said once, a file is five fields in a row. */
interface Recorded {
  readonly version: number
  readonly names: readonly string[]
  readonly folders: readonly (readonly [path: string, files: readonly unknown[]])[]
}

/** What is remembered of files that may be trusted to be unchanged, as text. */
export function recordMemory(memory: FileMemory): string {
  const names = new Map<string, number>()
  const number = (name: string): number => names.get(name) ?? names.set(name, names.size).size - 1
  const folders = [...memory.folders()].map(({ path, kept }) => {
    const lasting = [...kept].filter(([, { changed }]) => Number.isFinite(changed))
    const files = lasting.flatMap(([name, { size, changed, value, problems }]) => {
      return [number(name), size, changed, packed(name, value), problems ?? 0]
    })
    return [path, files] as const
  })
  const recorded: Recorded = { version: VERSION, names: [...names.keys()], folders }
  return JSON.stringify(recorded)
}

/** Fills a memory with what was recorded; does nothing with what is of another version. */
export function recallMemory(memory: FileMemory, text: string): void {
  const recorded = JSON.parse(text) as Recorded
  if (recorded.version !== VERSION) return
  for (const [path, files] of recorded.folders) {
    for (let at = 0; at < files.length; at += 5) {
      const name = recorded.names[files[at] as number]!
      const problems = files[at + 4] === 0 ? undefined : (files[at + 4] as Problem[])
      const value = unpacked(name, files[at + 3])
      const kept: Kept = { size: files[at + 1] as number, changed: files[at + 2] as number, value, problems }
      memory.restore(path, name, kept)
    }
  }
}

/** JSON has no NaN, Infinity, -0 and undefined; listings are long, so an entry is a text. */
function packed(name: string, value: unknown): unknown {
  if (value === undefined) return { none: true }
  if (Object.is(value, -0)) return { number: "-0" }
  if (typeof value === "number") return Number.isFinite(value) ? value : { number: String(value) }
  if (!name.endsWith("/")) return value
  return (value as FileEntry[]).map((entry) => `${entry.link ? "l" : "-"}${entry.folder ? "d" : "-"}${entry.name}`)
}

function unpacked(name: string, value: unknown): unknown {
  if (name.endsWith("/") && Array.isArray(value)) return value.map(entryOf)
  if (typeof value !== "object" || value === null) return value
  if ("none" in value) return undefined
  return "number" in value ? Number(value.number) : value
}

function entryOf(text: string): FileEntry {
  const entry = { name: text.slice(2), folder: text[1] === "d" }
  return text[0] === "l" ? { ...entry, link: true } : entry
}
