// What runs in a worker thread.
import { parentPort, workerData } from "node:worker_threads"
import { expose, transfer } from "comlink"
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs"
import { handingOver } from "../handing-over.js"
import { EngineService } from "../service.js"

const service = await EngineService.create(workerData)
expose(handingOver(service, transfer), nodeEndpoint(parentPort!))
