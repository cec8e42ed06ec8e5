import type { Dropped } from "../../src/remote.js"

/** What a drop gave. Folders stay as they are where the browser hands them over; elsewhere they are walked through. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file")
  // The list of items is emptied when the event is over: all are asked before the first wait.
  const handles = items.map((item) => (item as Handing).getAsFileSystemHandle?.())
  const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const loose = [...transfer.files]
  const known = await Promise.all(handles).catch(() => [])
  if (known.length > 0 && known.every((handle) => handle)) return fromHandles(known as FileSystemHandle[])
  const files = new Map<string, File>()
  if (entries.length === 0) for (const file of loose) files.set(file.name, file)
  for (const entry of entries) await collect(entry, files)
  return { files, folders: [] }
}

/** An item of a browser with the File System Access API. */
type Handing = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> }

async function fromHandles(handles: readonly FileSystemHandle[]): Promise<Dropped> {
  const files = new Map<string, File>()
  for (const handle of handles) {
    if (handle.kind === "file") files.set(handle.name, await (handle as FileSystemFileHandle).getFile())
  }
  const folders = handles.filter((handle) => handle.kind === "directory") as FileSystemDirectoryHandle[]
  return { files, folders }
}

/** What a file dialog gave; folders keep their paths. */
export function chosenFiles(list: FileList): Dropped {
  const files = new Map([...list].map((file) => [file.webkitRelativePath || file.name, file]))
  return { files, folders: [] }
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
