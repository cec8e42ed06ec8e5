import { openWorkspace, treeOfFiles, type Workspace, type WorkspaceFile } from "../src/index.js"
import type { Dropped, WorkspaceApart } from "../src/remote.js"
import { openFiles } from "./open-files.js"
import type { Session } from "./session.js"
import { applyView } from "./state/apply-view.js"
import { readViewFile } from "./state/view-file.js"

/** What may hold a store is looked through in a worker; models and tables alone are not worth one. */
const mayHoldStore = /\.(zip|db|sqlite|sqlite3)$|\//i

/** Opens what was dropped or chosen. */
export async function openDropped(session: Session, dropped: Dropped): Promise<void> {
  const { files, folders } = await withoutViews(session, dropped)
  if (files.size === 0 && folders.length === 0) return
  const name = folders.length === 1 && files.size === 0 ? folders[0]!.name : "dropped"
  const apart = folders.length > 0 || [...files.keys()].some((path) => mayHoldStore.test(path))
  await openFiles(session, {
    name,
    open: async () =>
      own(await (apart ? openApart({ files, folders }) : openWorkspace(treeOfFiles(name, files))), files),
  })
}

/** Takes up a saved view among the files, and leaves the others. */
async function withoutViews(session: Session, { files, folders }: Dropped): Promise<Dropped> {
  const others = new Map(files)
  for (const [path, file] of files) {
    const view = await readViewFile(file)
    if (!view) continue
    others.delete(path)
    session.look(view)
    await applyView(session)
  }
  return { files: others, folders }
}

async function openApart(dropped: Dropped): Promise<WorkspaceApart> {
  const { openWorkspaceApart } = await import("../src/remote.js")
  return openWorkspaceApart(dropped)
}

/** Files that were dropped themselves are read by whoever needs them, without a copy through this thread. */
function own<Found extends Workspace>(found: Found, files: Dropped["files"]): Found {
  const here = (file: WorkspaceFile): WorkspaceFile => {
    const blob = file.run ? undefined : files.get(file.path)
    return blob ? { ...file, blob, read: async () => new Uint8Array(await blob.arrayBuffer()) } : file
  }
  const { models, tables, others } = found
  return { ...found, models: models.map(here), tables: tables.map(here), others: others.map(here) }
}
