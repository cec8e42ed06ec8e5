import { readFile } from "node:fs/promises"
import { basename, resolve } from "node:path"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import { readModel } from "../readers/model.js"
import { readTable } from "../readers/table.js"
import { findStoredModel, isStoredModel } from "../stored-model.js"
import type { RunStore } from "../stores/run-store.js"
import { runOf } from "./find-runs.js"
import type { ModelSource } from "./options.js"
import { openStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

/** The model behind `--model`: a file, or a model in a store: runs:/ID/PATH, models:/NAME/VERSION ... */
export async function openModel(source: ModelSource, terminal: Terminal): Promise<Ensemble> {
  const { name, bytes } = await modelBytes(source, terminal)
  return readModel(bytes, {
    name,
    ...(source.startIteration !== undefined && { startIteration: source.startIteration }),
    ...(source.numIteration !== undefined && { numIteration: source.numIteration }),
    ...(source.missing !== undefined && { missing: source.missing }),
  })
}

/** The table in a file. */
export async function openTable(path: string, terminal: Terminal): Promise<Table> {
  return readTable(await readFileNamed(path, terminal), { name: basename(path) })
}

async function modelBytes(source: ModelSource, terminal: Terminal): Promise<{ name: string; bytes: Uint8Array }> {
  if (!isStoredModel(source.model)) {
    return { name: basename(source.model), bytes: await readFileNamed(source.model, terminal) }
  }
  const store = await openStoreOption(source, terminal)
  const { id, path } = await findStoredModel(store, await withWholeId(store, source.model))
  return { name: basename(path), bytes: await store.readArtifact(id, path) }
}

/** Run ids may be cut short, as everywhere. */
async function withWholeId(store: RunStore, model: string): Promise<string> {
  const [, id, path] = /^runs:\/+([^/]+)\/(.+)$/.exec(model) ?? []
  return id === undefined ? model : `runs:/${(await runOf(store, id)).runId}/${path}`
}

/** @throws Error that names a missing file. */
export async function readFileNamed(path: string, terminal: Terminal): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(resolve(terminal.cwd, path)))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const reason =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder, expected a file" : (cause as Error).message
    throw new Error(`${path}: ${reason}`, { cause })
  }
}
