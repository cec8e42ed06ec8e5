import type { BulkFiles, Stamp } from "../data/bulk-files.js"
import { bulkOf } from "../data/bulk-of.js"
import { type FileEntry, type Files, joinPath } from "../data/files.js"
import { nextTask } from "../data/next-task.js"
import type { Problem } from "../data/run.js"
import { problemOf, type Report } from "./file-text.js"

/** Makes a value of a file. What it reports lasts until the file changes. @throws Error for a file of no use. */
export type Parse<Value> = (bytes: Uint8Array, path: string, report: Report) => Value

/** What was made of a file, or of a folder's listing, and of which state. */
export interface Kept {
  readonly size: number
  readonly changed: number
  readonly value: unknown
  readonly problems: readonly Problem[] | undefined
}

/** A folder and what is kept of the files in it, by name; of listings by a name that ends in `/`. */
export interface Folder {
  readonly path: string
  readonly kept: Map<string, Kept>
}

/** Files whose bytes are held at a time. */
const BATCH = 256
/** Between two turns of the event loop, in ms: a page stays usable. */
const SLICE = 20
const unread = { size: 0, changed: Number.NaN }

/**
 * What was read of a tree of files, remembered while the files are unchanged: every reading asks again whether they
 * are, where the place can tell. A file is always read by the same `parse`.
 */
export class FileMemory {
  readonly #bulk: BulkFiles
  /** A tree that cannot tell what changed is read once. */
  readonly #still: boolean
  readonly #folders = new Map<string, Folder>()
  readonly #problems = new Map<string, readonly Problem[]>()
  readonly #notes = new Map<string, Problem>()
  #until = 0
  /** Files that were read so far and may be trusted to stay as they are. */
  reads = 0

  constructor(files: Files) {
    this.#bulk = bulkOf(files)
    this.#still = files.bulk === undefined || files.bulk.still === true
  }

  folder(path: string): Folder {
    const known = this.#folders.get(path)
    if (known) return known
    const folder: Folder = { path, kept: new Map() }
    this.#folders.set(path, folder)
    return folder
  }

  /** The same file in many folders; undefined where it is missing or of no use. */
  column<Value>(folders: readonly Folder[], name: string, parse: Parse<Value>): Promise<(Value | undefined)[]> {
    return this.read(folders, Array<string>(folders.length).fill(name), parse)
  }

  /** @param listed whether the files are known to exist, so that those that are new need not be looked for. */
  async read<Value>(
    folders: readonly Folder[],
    names: readonly string[],
    parse: Parse<Value>,
    listed = false,
  ): Promise<(Value | undefined)[]> {
    const values: (Value | undefined)[] = []
    // To open what is missing costs more than to ask: where a batch had gaps, the next asks first.
    let present = true
    for (let at = 0; at < folders.length; at += BATCH) {
      await this.breathe()
      const end = Math.min(at + BATCH, folders.length)
      const stale = await this.#stale(folders, names, at, end, listed || present)
      const answers = await this.#bulk.reads(stale.map((i) => pathOf(folders[i]!, names[i]!)))
      for (const [k, i] of stale.entries()) {
        this.#keep(folders[i]!, names[i]!, answers[k], ({ bytes }, path, report) => parse(bytes, path, report))
      }
      present = answers.every((answer) => answer !== undefined)
      // A file's parser is always the same, so its value is of this type.
      for (let i = at; i < end; i++) values.push(folders[i]!.kept.get(names[i]!)?.value as Value | undefined)
    }
    return values
  }

  /** The entries of folders, by name; undefined where there is no such folder. @param names "" is the folder itself. */
  async lists(folders: readonly Folder[], names: readonly string[]): Promise<(readonly FileEntry[] | undefined)[]> {
    const found: (readonly FileEntry[] | undefined)[] = []
    for (let at = 0; at < folders.length; at += BATCH) {
      await this.breathe()
      const end = Math.min(at + BATCH, folders.length)
      found.push(...(await this.#listSome(folders.slice(at, end), names.slice(at, end))))
    }
    return found
  }

  async #listSome(folders: readonly Folder[], names: readonly string[]): Promise<(readonly FileEntry[] | undefined)[]> {
    const keys = names.map((name) => listings.get(name) ?? `${name}/`)
    const stale = await this.#stale(folders, keys, 0, folders.length, true)
    const answers = await this.#bulk.lists(stale.map((i) => pathOf(folders[i]!, keys[i]!)))
    for (const [k, i] of stale.entries()) {
      this.#keep(folders[i]!, keys[i]!, answers[k], ({ entries }) => [...entries].sort(byName))
    }
    return folders.map((folder, i) => folder.kept.get(keys[i]!)?.value as readonly FileEntry[] | undefined)
  }

  /** Gives others their turn when the last was long ago. */
  async breathe(): Promise<void> {
    if (performance.now() < this.#until) return
    await nextTask()
    this.#until = performance.now() + SLICE
  }

  /** Whether a file that was looked for is there, be it of use or not. */
  knows(folder: Folder, name: string): boolean {
    const kept = folder.kept.get(name)
    return kept?.value !== undefined || kept?.problems !== undefined
  }

  /** Whether each folder has such a file. */
  async exist(folders: readonly string[], name: string): Promise<boolean[]> {
    const stamps = await this.#bulk.stamps(folders.map((folder) => joinPath(folder, name)))
    return stamps.map((stamp) => stamp !== undefined)
  }

  /** Says what is wrong with a file or folder, or, without a reason, that nothing is any more. */
  note(path: string, reason?: string): void {
    if (reason !== undefined) this.#notes.set(path, { path, reason })
    else if (this.#notes.size > 0) this.#notes.delete(path)
  }

  get hasNotes(): boolean {
    return this.#notes.size > 0
  }

  problems(): Problem[] {
    return [...this.#notes.values(), ...[...this.#problems.values()].flat()]
  }

  /** Forgets a file that has gone. */
  forget(folder: Folder, name: string): void {
    folder.kept.delete(name)
    this.#problems.delete(pathOf(folder, name))
    this.#notes.delete(pathOf(folder, name))
  }

  /** Forgets a folder that has gone. */
  drop(folder: Folder): void {
    for (const name of folder.kept.keys()) this.forget(folder, name)
    this.#folders.delete(folder.path)
    this.#notes.delete(folder.path)
  }

  /** Everything that is remembered. */
  folders(): IterableIterator<Folder> {
    return this.#folders.values()
  }

  /** Takes back what `folders` gave in another session. */
  restore(path: string, name: string, kept: Kept): void {
    const folder = this.folder(path)
    folder.kept.set(name, kept)
    if (kept.problems) this.#problems.set(pathOf(folder, name), kept.problems)
  }

  /** Which places have to be read: those that are new or have changed. What has gone is forgotten. */
  async #stale(
    folders: readonly Folder[],
    names: readonly string[],
    from: number,
    to: number,
    trusted: boolean,
  ): Promise<number[]> {
    const stale: number[] = []
    const unsure: number[] = []
    for (let i = from; i < to; i++) {
      const isKept = folders[i]!.kept.has(names[i]!)
      if (!isKept && trusted) stale.push(i)
      else if (!(isKept && this.#still)) unsure.push(i)
    }
    if (unsure.length === 0) return stale
    const stamps = await this.#bulk.stamps(unsure.map((i) => pathOf(folders[i]!, names[i]!)))
    for (const [k, i] of unsure.entries()) {
      const stamp = stamps[k]
      const folder = folders[i]!
      const name = names[i]!
      if (stamp === undefined) this.#lose(folder, name)
      else if (stamp instanceof Error) this.#keep(folder, name, stamp, () => undefined)
      else if (stamp.folder && !name.endsWith("/")) this.#lose(folder, name)
      else if (!isSame(folder.kept.get(name), stamp)) stale.push(i)
    }
    return stale
  }

  /** Keeps what became of a place; undefined where nothing is any more. */
  #keep<Answer extends { readonly stamp: Stamp }>(
    folder: Folder,
    name: string,
    answer: Answer | Error | undefined,
    make: (answer: Answer, path: string, report: Report) => unknown,
  ): void {
    if (answer === undefined) {
      this.#lose(folder, name)
      return
    }
    const path = pathOf(folder, name)
    let problems: Problem[] | undefined
    const report: Report = (problem) => {
      problems = [...(problems ?? []), problem]
    }
    let value: unknown
    try {
      if (answer instanceof Error) throw answer
      value = make(answer, path, report)
    } catch (error) {
      report(problemOf(path, error))
    }
    const { size, changed } = answer instanceof Error ? unread : answer.stamp
    if (problems) this.#problems.set(path, problems)
    else if (this.#problems.size > 0) this.#problems.delete(path)
    folder.kept.set(name, { size, changed, value, problems })
    if (Number.isFinite(changed)) this.reads++
  }

  #lose(folder: Folder, name: string): void {
    if (this.#still) folder.kept.set(name, { ...unread, value: undefined, problems: undefined })
    else if (folder.kept.has(name)) this.forget(folder, name)
  }
}

/** The names of the usual listings, made once. */
const listings = new Map(["", "metrics", "params", "tags", "inputs"].map((name) => [name, `${name}/`]))

function pathOf({ path }: Folder, name: string): string {
  if (name === "/") return path
  return joinPath(path, name.endsWith("/") ? name.slice(0, -1) : name)
}

function isSame(kept: Kept | undefined, stamp: Stamp): boolean {
  return kept !== undefined && kept.changed === stamp.changed && kept.size === stamp.size
}

function byName(a: FileEntry, b: FileEntry): number {
  return a.name < b.name ? -1 : Number(a.name > b.name)
}
