/** Files by their path in what was dropped. */
export type FileMap = ReadonlyMap<string, File>

/** What a drop or a file dialog gave, folders walked through. */
export async function droppedFiles(transfer: DataTransfer): Promise<FileMap> {
  const found = new Map<string, File>()
  // The list of items is emptied when the event is over: all entries are taken before the first wait.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) for (const file of transfer.files) found.set(file.name, file)
  for (const entry of entries) await collect(entry, found)
  return found
}

/** What a file dialog gave; folders keep their paths. */
export function chosenFiles(list: FileList): FileMap {
  return new Map([...list].map((file) => [file.webkitRelativePath || file.name, file]))
}

async function collect(entry: FileSystemEntry, found: Map<string, File>): Promise<void> {
  const path = entry.fullPath.replace(/^\//, "")
  if (entry.isFile) {
    found.set(path, await new Promise((done, fail) => (entry as FileSystemFileEntry).file(done, fail)))
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A reader gives a folder's entries in portions, an empty one at the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (portion.length === 0) return
    for (const child of portion) await collect(child, found)
  }
}
