import { releaseProxy, wrap } from "comlink"
import type { NearRow } from "./analysis/nearest-rows.js"
import type { Link, RemoteService } from "./crew.js"
import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import type { EngineOptions } from "./engine-calls.js"
import type { OpenedFile } from "./open-file.js"
import { EnginePool } from "./pool.js"
import type { ModelOptions } from "./readers/model-options.js"
import type { Explanation } from "./results/explanation.js"
import type { RankedFeature } from "./results/ranking.js"

export interface RemoteOptions extends EngineOptions {
  /** Makes a worker that imports "leafwise/worker", for bundlers that do not find it by themselves. */
  readonly spawn?: () => Worker
}

/** The engine over a pool of Web Workers: nothing of it runs in the page's own thread. */
export class Engine extends EnginePool {
  /** @param options.threads the number of cores by default. */
  static async create({
    threads = navigator.hardwareConcurrency,
    spawn = spawnWorker,
  }: RemoteOptions = {}): Promise<Engine> {
    return new Engine(Array.from({ length: threads }, () => linkTo(spawn())))
  }

  /** As `readModel` of "leafwise", in a worker. `bytes` are handed over when they own their buffer. */
  readModel(bytes: Uint8Array, options: ModelOptions = {}): Promise<Ensemble> {
    return this.call((service) => service.readModel(bytes, options))
  }

  /** As `readTable` of "leafwise", in a worker. */
  readTable(bytes: Uint8Array, options: { name?: string } = {}): Promise<Table> {
    return this.call((service) => service.readTable(bytes, options))
  }

  /** As `openFile` of "leafwise", in a worker. */
  openFile(bytes: Uint8Array, name: string): Promise<OpenedFile> {
    return this.call((service) => service.openFile(bytes, name))
  }

  /** As `rankFeatures` of "leafwise", in a worker. */
  rankFeatures(explanation: Explanation, table: Table, output?: number): Promise<RankedFeature[]> {
    return this.call((service) => service.rankFeatures(explanation, table, output))
  }

  /** As `nearestRows` of "leafwise", in a worker. */
  nearestRows(table: Table, row: number, columns: readonly string[], count: number): Promise<NearRow[]> {
    return this.call((service) => service.nearestRows(table, row, columns, count))
  }
}

function spawnWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
}

function linkTo(worker: Worker): Link {
  const service = wrap<RemoteService>(worker)
  let fail = (_reason: Error) => {}
  const died = new Promise<never>((_, reject) => {
    fail = reject
    worker.addEventListener("error", (event) =>
      reject(new Error(`a worker died: ${event.message || "it did not load"}`)),
    )
  })
  died.catch(() => {})
  return {
    service: service as unknown as RemoteService,
    died,
    end: () => {
      fail(new Error("the engine was closed"))
      service[releaseProxy]()
      worker.terminate()
    },
  }
}
