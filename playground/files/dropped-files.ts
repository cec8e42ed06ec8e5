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

/** Entries are asked for side by side: one by one, a large folder would take minutes. */
async function collect(entry: FileSystemEntry, found: Map<string, File>): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))
    found.set(entry.fullPath.replace(/^\//, ""), file)
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const children: Promise<void>[] = []
  // A reader gives a folder's entries in portions, an empty one at the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (portion.length === 0) break
    for (const child of portion) children.push(collect(child, found))
  }
  await Promise.all(children)
}
