// Runs in Chromium: the package's own door, on the same bytes as in Node.
import { Engine, readModel } from "../../dist/index.js"
import { tableOf } from "./table.js"

const loaded = {}

/** Reads a model and the first rows of the data. */
globalThis.load = async (name, model, data, rows) => {
  const ensemble = readModel(new Uint8Array(await bytesOf(model)), { name })
  const cells = new Float64Array(await bytesOf(data)).subarray(0, rows * ensemble.features.length)
  loaded[name] = { ensemble, table: tableOf(ensemble, cells) }
}

/** A cold call as in ours.js: seconds, and the values of the first row. */
globalThis.explain = async (name) => {
  const { ensemble, table } = loaded[name]
  const start = performance.now()
  const engine = await Engine.create()
  const { values } = await engine.shap(ensemble, table)
  const seconds = (performance.now() - start) / 1000
  engine.close()
  return { seconds, firstRow: values.flat().map((column) => column[0]) }
}

async function bytesOf(path) {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.arrayBuffer()
}
