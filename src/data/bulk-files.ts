import type { FileEntry } from "./file-entry.js"

/** What tells an unchanged file or folder: its size in bytes, and a number that grows with its times of change. */
export interface Stamp {
  readonly size: number
  /** NaN, which equals nothing, while the last change is so young that another could follow unseen. */
  readonly changed: number
  readonly folder: boolean
}

/** A file's bytes as they were when it had this stamp. */
export interface StampedBytes {
  readonly stamp: Stamp
  readonly bytes: Uint8Array
}

/** A folder's entries, without sizes, as they were when it had this stamp. */
export interface StampedList {
  readonly stamp: Stamp
  readonly entries: readonly FileEntry[]
}

/**
 * Many files at once, far faster than one by one. Every answer has one value a path: undefined where nothing is, an
 * Error where something is that cannot be read.
 */
export interface BulkFiles {
  /** The place cannot tell what changed: every file is read once. */
  readonly still?: true
  stamps(paths: readonly string[]): Promise<readonly (Stamp | Error | undefined)[]>
  reads(paths: readonly string[]): Promise<readonly (StampedBytes | Error | undefined)[]>
  lists(paths: readonly string[]): Promise<readonly (StampedList | Error | undefined)[]>
}
