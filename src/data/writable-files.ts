import type { Files } from "./files.js"

/** Files that can be written. Each call leaves every file old or new, whenever the process dies. */
export interface WritableFiles extends Files {
  /**
   * Puts a file in its place as a whole, with the folders on the way.
   * @param beside the folder for the temporary file: one where readers ignore what they do not know.
   */
  replace(path: string, bytes: Uint8Array, beside: string): Promise<void>
  /**
   * Adds lines at the end of a file in one write, with the folders on the way: others may be appending too. After a
   * last line that was left unfinished they begin on a new one. A file that was not there comes with its lines.
   * @param beside as in `replace`.
   */
  appendLines(path: string, lines: readonly string[], beside: string): Promise<void>
  /** Makes a folder, with those on the way; an existing one is left. */
  makeFolder(path: string): Promise<void>
  /** Renames a file or a folder. @throws Error where the place is taken by a folder that is not empty. */
  move(from: string, to: string): Promise<void>
  /** Removes a file or a folder with all that is in it; gone is gone. */
  remove(path: string): Promise<void>
}
