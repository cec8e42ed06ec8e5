// What runs in a Web Worker: `new Worker(new URL("leafwise/worker", import.meta.url), { type: "module" })`, or a file
// of one's own with `import "leafwise/worker"`.
import { expose, transfer } from "comlink"
import { handingOver } from "./handing-over.js"
import { EngineService } from "./service.js"

// The page may write before the service is ready, so its messages wait behind this promise.
const ready = EngineService.create().then((service) => handingOver(service, transfer))

expose(
  new Proxy({} as EngineService, {
    get:
      (_, name: keyof EngineService) =>
      async (...args: unknown[]) => {
        const method = (await ready)[name] as (...args: unknown[]) => unknown
        return method(...args)
      },
  }),
)
