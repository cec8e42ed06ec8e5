import { openWorkspace, treeOfFiles, type WorkspaceFile } from "../src/index.js"
import type { Dropped, WorkspaceApart } from "../src/remote.js"
import { openFiles } from "./open-files.js"
import type { Session } from "./session.js"

/** What may hold a store is looked through in a worker; models and tables alone are not worth one. */
const mayHoldStore = /\.(zip|db|sqlite|sqlite3)$|\//i

/** Opens what was dropped or chosen. */
export async function openDropped(session: Session, dropped: Dropped): Promise<void> {
  const { files, folders } = dropped
  if (files.size === 0 && folders.length === 0) return
  const name = folders.length === 1 && files.size === 0 ? folders[0]!.name : "dropped"
  const apart = folders.length > 0 || [...files.keys()].some((path) => mayHoldStore.test(path))
  await openFiles(session, {
    name,
    open: apart ? () => openApart(dropped) : () => openWorkspace(treeOfFiles(name, files)),
  })
}

/** Files that lie in this thread are read here, without a copy. */
async function openApart(dropped: Dropped): Promise<WorkspaceApart> {
  const { openWorkspaceApart } = await import("../src/remote.js")
  const found = await openWorkspaceApart(dropped)
  const here = (file: WorkspaceFile): WorkspaceFile => {
    const own = file.run ? undefined : dropped.files.get(file.path)
    return own ? { ...file, read: async () => new Uint8Array(await own.arrayBuffer()) } : file
  }
  const { models, tables, others } = found
  return { ...found, models: models.map(here), tables: tables.map(here), others: others.map(here) }
}
