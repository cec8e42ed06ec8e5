/** Keeps what was made of a folder from one session to the next, away from the folder itself. It may forget. */
export interface FolderCache {
  /** What was kept of a folder of the tree; undefined where nothing usable is. Never rejects. */
  load(path: string): Promise<string | undefined>
  /** Keeps what `text` gives, some time before the process ends. A later call replaces an earlier one. */
  keep(path: string, text: () => string): void
}
