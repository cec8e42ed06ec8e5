/** What lies in a folder. `bytes` is given for files. */
export interface FileEntry {
  readonly name: string
  readonly folder: boolean
  readonly bytes?: number
  /** A symbolic link. */
  readonly link?: true
}
