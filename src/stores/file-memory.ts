import type { BulkFiles, Stamp } from "../data/bulk-files.js"
import { bulkOf } from "../data/bulk-of.js"
import { type FileEntry, type Files, joinPath } from "../data/files.js"
import type { Problem } from "../data/run.js"
import { problemOf, type Report } from "./file-text.js"

/** Makes a value of a file. What it reports lasts until the file changes. @throws Error for a file of no use. */
export type Parse<Value> = (bytes: Uint8Array, path: string, report: Report) => Value

/** What was made of a file, or of a folder's listing, and of which state. */
export interface Kept {
  readonly size: number
  readonly changed: number
  readonly value: unknown
  readonly problems?: readonly Problem[]
}

/** Files whose bytes are held at a time. */
const BATCH = 128

/**
 * What was read of a tree of files, remembered while the files are unchanged: every reading asks again whether they
 * are, where the place can tell. A file is always read by the same `parse`.
 */
export class FileMemory {
  readonly #bulk: BulkFiles
  /** A tree that cannot tell what changed is read once. */
  readonly #still: boolean
  readonly #folders = new Map<string, Map<string, Kept>>()
  readonly #problems = new Map<string, readonly Problem[]>()
  readonly #notes = new Map<string, Problem>()
  /** Files that were read so far. */
  reads = 0

  constructor(files: Files) {
    this.#bulk = bulkOf(files)
    this.#still = files.bulk === undefined
  }

  /** The same file in many folders; undefined where it is missing or of no use. */
  column<Value>(folders: readonly string[], name: string, parse: Parse<Value>): Promise<(Value | undefined)[]> {
    return this.read(
      folders,
      folders.map(() => name),
      parse,
    )
  }

  /** @param listed whether the files are known to exist, so that those that are new need not be looked for. */
  async read<Value>(
    folders: readonly string[],
    names: readonly string[],
    parse: Parse<Value>,
    listed = false,
  ): Promise<(Value | undefined)[]> {
    const values: (Value | undefined)[] = []
    for (let at = 0; at < folders.length; at += BATCH) {
      const places = placesOf(folders.slice(at, at + BATCH), names.slice(at, at + BATCH))
      await this.#renew(places, listed, async (changed) => {
        const answers = await this.#bulk.reads(changed.map(({ path }) => path))
        changed.forEach((place, i) => {
          this.#keep(place, answers[i], ({ bytes }, report) => parse(bytes, place.path, report))
        })
        this.reads += changed.length
      })
      // A file's parser is always the same, so its value is of this type.
      for (const place of places) values.push(this.#at(place)?.value as Value | undefined)
    }
    return values
  }

  /** Whether a file that was looked for is there, be it of use or not. */
  knows(folder: string, name: string): boolean {
    const kept = this.#folders.get(folder)?.get(name)
    return kept?.value !== undefined || kept?.problems !== undefined
  }

  /** Whether each folder has such a file. */
  async exist(folders: readonly string[], name: string): Promise<boolean[]> {
    const stamps = await this.#bulk.stamps(folders.map((folder) => joinPath(folder, name)))
    return stamps.map((stamp) => stamp !== undefined)
  }

  /** The entries of folders, by name; undefined where there is no such folder. @param names "" is the folder itself. */
  async lists(folders: readonly string[], names: readonly string[]): Promise<(readonly FileEntry[] | undefined)[]> {
    const places = placesOf(folders, names).map((place) => ({ ...place, name: `${place.name}/` }))
    await this.#renew(places, true, async (changed) => {
      const answers = await this.#bulk.lists(changed.map(({ path }) => path))
      changed.forEach((place, i) => {
        this.#keep(place, answers[i], ({ entries }) => [...entries].sort((a, b) => (a.name < b.name ? -1 : 1)))
      })
    })
    return places.map((place) => this.#at(place)?.value as readonly FileEntry[] | undefined)
  }

  /** Says what is wrong with a file or folder, or, without a reason, that nothing is any more. */
  note(path: string, reason?: string): void {
    if (reason === undefined) this.#notes.delete(path)
    else this.#notes.set(path, { path, reason })
  }

  problems(): Problem[] {
    return [...this.#notes.values(), ...[...this.#problems.values()].flat()]
  }

  /** Forgets a folder that has gone, or of it what is not wanted any more. */
  forget(folder: string, wanted: (name: string) => boolean = () => false): void {
    const names = this.#folders.get(folder)
    for (const name of names?.keys() ?? []) {
      if (wanted(name)) continue
      names?.delete(name)
      this.#problems.delete(joinPath(folder, name))
      this.#notes.delete(joinPath(folder, name))
    }
    if (names?.size === 0) this.#folders.delete(folder)
  }

  /** Everything that is remembered: folder, name, and what is kept. */
  *entries(): Generator<[folder: string, names: ReadonlyMap<string, Kept>]> {
    yield* this.#folders
  }

  /** Takes back what `entries` gave in another session. */
  restore(folder: string, name: string, kept: Kept): void {
    this.#set({ folder, name, path: joinPath(folder, name) }, kept)
  }

  /** Sees to it that what is kept of some places is what lies there. */
  async #renew(
    places: readonly Place[],
    listed: boolean,
    readAgain: (changed: readonly Place[]) => Promise<void>,
  ): Promise<void> {
    const unsure = places.filter((place) => (this.#at(place) ? !this.#still : !listed))
    const stamps = await this.#bulk.stamps(unsure.map(({ path }) => path))
    const changed = listed ? places.filter((place) => !this.#at(place)) : []
    unsure.forEach((place, i) => {
      const stamp = stamps[i]
      const isList = place.name.endsWith("/")
      if (stamp === undefined || (!isList && "folder" in stamp && stamp.folder)) this.#lose(place)
      else if (stamp instanceof Error) this.#keep(place, stamp, () => undefined)
      else if (!isSame(this.#at(place), stamp)) changed.push(place)
    })
    if (changed.length > 0) await readAgain(changed)
  }

  #at({ folder, name }: Place): Kept | undefined {
    return this.#folders.get(folder)?.get(name)
  }

  /** Keeps what became of a place; undefined where nothing is any more. */
  #keep<Answer extends { readonly stamp: Stamp }>(
    place: Place,
    answer: Answer | Error | undefined,
    make: (answer: Answer, report: Report) => unknown,
  ): void {
    if (answer === undefined) return this.#lose(place)
    const found: Problem[] = []
    const report: Report = (problem) => found.push(problem)
    let value: unknown
    try {
      if (answer instanceof Error) throw answer
      value = make(answer, report)
    } catch (error) {
      report(problemOf(place.path, error))
    }
    const { size, changed } = answer instanceof Error ? unread : answer.stamp
    this.#set(place, { size, changed, value, ...(found.length > 0 && { problems: found }) })
  }

  #set(place: Place, kept: Kept): void {
    const names = this.#folders.get(place.folder) ?? new Map<string, Kept>()
    this.#folders.set(place.folder, names.set(place.name, kept))
    if (kept.problems) this.#problems.set(place.path, kept.problems)
    else this.#problems.delete(place.path)
  }

  #lose(place: Place): void {
    if (this.#still) this.#set(place, { ...unread, value: undefined })
    else this.#folders.get(place.folder)?.delete(place.name)
    this.#problems.delete(place.path)
    this.#notes.delete(place.path)
  }
}

/** A file or, where the name ends in `/`, a listing. */
interface Place {
  readonly folder: string
  readonly name: string
  readonly path: string
}

const unread = { size: 0, changed: Number.NaN }

function placesOf(folders: readonly string[], names: readonly string[]): Place[] {
  return folders.map((folder, i) => {
    const name = names[i]!
    return { folder, name, path: name === "" ? folder : joinPath(folder, name) }
  })
}

function isSame(kept: Kept | undefined, stamp: Stamp): boolean {
  return kept !== undefined && kept.changed === stamp.changed && kept.size === stamp.size
}
