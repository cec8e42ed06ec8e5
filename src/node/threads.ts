import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { releaseProxy, transfer, wrap } from "comlink"
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs"
import type { Link, RemoteService } from "../crew.js"
import { takingOver } from "../hand-over.js"

/** As many threads as the machine runs at a time. */
export function coreCount(): number {
  return availableParallelism()
}

/** A worker thread with a service in it. It keeps the process alive only while it works. */
export async function spawnThread(module: WebAssembly.Module): Promise<Link> {
  // The program's own flags (--input-type, --test ...) are not for its threads.
  const worker = new Worker(new URL("./thread.js", import.meta.url), { workerData: module, execArgv: [] })
  const service = wrap<RemoteService>(nodeEndpoint(worker))
  let fail = (_reason: Error) => {}
  const died = new Promise<never>((_, reject) => {
    fail = reject
    worker.on("error", (cause) => reject(new Error(`a worker thread died: ${cause.message}`, { cause })))
    worker.on("exit", (code) => reject(new Error(`a worker thread ended with code ${code} while it was needed`)))
  })
  died.catch(() => {})
  return {
    service: aliveWhileWorking(worker, takingOver(service as unknown as RemoteService, transfer)),
    died,
    end: () => {
      fail(new Error("the engine was closed"))
      service[releaseProxy]()
      worker.terminate()
    },
  }
}

/** Adding a listener makes Node wait for a worker; an idle one must not be waited for, a busy one must. */
function aliveWhileWorking(worker: Worker, service: RemoteService): RemoteService {
  let calls = 0
  worker.unref()
  return new Proxy(service, {
    get: (target, name: keyof RemoteService) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        if (calls++ === 0) worker.ref()
        try {
          return await method(...args)
        } finally {
          if (--calls === 0) worker.unref()
        }
      }
    },
  })
}
