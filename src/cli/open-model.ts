import { readFile } from "node:fs/promises"
import { basename, resolve } from "node:path"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import { openStore } from "../node.js"
import { readModel } from "../readers/model.js"
import { readTable } from "../readers/table.js"
import type { ModelSource } from "./options.js"
import { storePath } from "./store-path.js"
import type { Terminal } from "./terminal.js"

/** The model behind `--model`: a file, or an artifact as runs:/ID/PATH. */
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
  if (source.model.startsWith("models:/")) {
    throw new Error(
      `${source.model}: this version does not read the model registry. Name the run's artifact: runs:/ID/PATH`,
    )
  }
  const artifact = /^runs:\/+([^/]+)\/(.+)$/.exec(source.model)
  if (!artifact) return { name: basename(source.model), bytes: await readFileNamed(source.model, terminal) }
  const [, run = "", path = ""] = artifact
  const store = await openStore(storePath(source.store, terminal))
  return { name: basename(path), bytes: await store.readArtifact(run, path) }
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
