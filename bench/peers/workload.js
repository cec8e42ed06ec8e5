import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { readModel, sliceTable } from "../../dist/node.js"
import { places } from "./places.js"
import { forestOf, tableOf } from "./table.js"

/** A model of workloads.py and `rows(from, to)` of the data it explains. */
export function loadWorkload(name) {
  const ensemble =
    name === "forest" ? forestOf(JSON.parse(readFileSync(pathOf(name), "utf8"))) : readModel(pathOf(name))
  // The forest was trained without missing cells, as zeros.
  const table = tableOf(ensemble, readDoubles(dataOf(name)), { missing: name !== "forest" })
  return { name, ensemble, rows: (from, to) => sliceTable(table, from, to) }
}

/** Where a workload's model lies. */
export function pathOf(name) {
  return ["txt", "json"].map((ending) => join(places.work, `${name}.${ending}`)).find((path) => existsSync(path))
}

/** Where a workload's rows lie. */
export function dataOf(name) {
  return join(places.work, name === "scale" ? "scale.bin" : "X.bin")
}

/** A raw float64 file. */
export function readDoubles(path) {
  const bytes = readFileSync(path)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
