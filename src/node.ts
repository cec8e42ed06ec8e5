import { readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import type { Ensemble } from "./data/ensemble.js"
import type { Files } from "./data/files.js"
import type { Table } from "./data/table.js"
import { Engine as LocalEngine } from "./engine.js"
import type { EngineCalls, EngineOptions } from "./engine-calls.js"
import { diskFiles } from "./node/files.js"
import { openRanges } from "./node/open-ranges.js"
import { pathOf } from "./node/path-of.js"
import { coreCount, spawnThread } from "./node/threads.js"
import { openStore as openStoreOf } from "./open-store.js"
import { EnginePool } from "./pool.js"
import type { ByteSource } from "./readers/byte-source.js"
import { readModel as readModelBytes } from "./readers/model.js"
import type { ModelOptions } from "./readers/model-options.js"
import { readTable as readTableBytes } from "./readers/table.js"
import { type BatchOptions, tableBatches as batchesOf } from "./readers/table-batches.js"
import type { RunStore } from "./stores/run-store.js"
import { compileEmbedded } from "./wasm/instance.js"

export * from "./index.js"

/** Engines over a pool of worker threads. With one thread it works in the calling one, without copies. */
export const Engine: { create(options?: EngineOptions): Promise<EngineCalls> } = {
  /** @param options.threads the number of cores by default. */
  async create({ threads = coreCount(), wasm }: EngineOptions = {}): Promise<EngineCalls> {
    if (!(Number.isInteger(threads) && threads >= 1)) {
      throw new RangeError(`got threads: ${threads}, expected a whole number of at least 1`)
    }
    if (threads === 1) return LocalEngine.create(wasm ? { wasm } : {})
    const module =
      wasm === undefined
        ? compileEmbedded()
        : wasm instanceof WebAssembly.Module
          ? wasm
          : await WebAssembly.compile(wasm)
    return new EnginePool(await Promise.all(Array.from({ length: threads }, () => spawnThread(module))))
  },
}

/** As in "leafwise", and of a path. */
export function readModel(source: Uint8Array | string | URL, options: ModelOptions = {}): Ensemble {
  if (source instanceof Uint8Array) return readModelBytes(source, options)
  const path = pathOf(source)
  return readModelBytes(new Uint8Array(readFileSync(path)), { name: basename(path), ...options })
}

/** As in "leafwise", and of a path. */
export async function readTable(source: Uint8Array | string | URL, options: { name?: string } = {}): Promise<Table> {
  if (source instanceof Uint8Array) return readTableBytes(source, options)
  const path = pathOf(source)
  return readTableBytes(new Uint8Array(await readFile(path)), { name: basename(path), ...options })
}

/** As in "leafwise", and of a path: the file is read in parts, and closed when the loop over its batches ends. */
export async function* tableBatches(
  source: ByteSource | string | URL,
  options: BatchOptions = {},
): AsyncGenerator<Table> {
  if (typeof source !== "string" && !(source instanceof URL)) return yield* batchesOf(source, options)
  const path = pathOf(source)
  const file = await openRanges(path)
  try {
    yield* batchesOf(file, { name: basename(path), ...options })
  } finally {
    await file.close()
  }
}

/** As in "leafwise", and of the path of an `mlruns` folder or of a folder that holds one. */
export async function openStore(source: string | URL | Files | Iterable<File>): Promise<RunStore> {
  return openStoreOf(typeof source === "string" || source instanceof URL ? diskFiles(pathOf(source)) : source)
}
