/** What lies in a folder. `bytes` is given for files. */
export interface FileEntry {
  readonly name: string
  readonly folder: boolean
  readonly bytes?: number
}

/**
 * Read access to a tree of files, wherever it lies: a disk, files dropped on a page, a server, an archive. Paths are
 * relative, with `/`, and "" is the top.
 */
export interface Files {
  /** Where the tree lies, for messages. */
  readonly name: string
  /** The entries of a folder, by name; undefined where there is no such folder. */
  list(path: string): Promise<readonly FileEntry[] | undefined>
  /** A file's bytes. @throws Error when there is no such file. */
  read(path: string): Promise<Uint8Array>
}

/** `folder/name`, or the name alone at the top. */
export function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`
}
