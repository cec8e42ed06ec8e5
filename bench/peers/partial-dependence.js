// Ours for partial-dependence.py: node partial-dependence.js MODEL TABLE FEATURE GRID -> JSON with times and the curve.
import { Engine, readModel, readTable } from "../../dist/node.js"

const [model = "", data = "", feature = "", points = "100"] = process.argv.slice(2)
const [ensemble, table] = [readModel(model), await readTable(data)]
const engine = await Engine.create({ threads: 1 })
const grid = JSON.parse(points)
let dependence
const times = []
for (let run = 0; run < 5; run++) {
  const started = performance.now()
  dependence = await engine.partialDependence(ensemble, table, { features: [feature], grid: [grid] })
  times.push(performance.now() - started)
}
const [cold] = times
console.log(JSON.stringify({ cold, warm: Math.min(...times.slice(1)), average: Array.from(dependence.average[0]) }))
