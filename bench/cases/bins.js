import { Engine } from "../../dist/index.js"
import { makeEnsemble, makeTable, makeTrees, relativeError } from "../data.js"
import { predict } from "../rivals/predict.js"

/** A table's values turned into codes: what every first call on a table pays. */
export async function bins() {
  const [rows, features] = [20_000, 50]
  const trees = makeTrees({ trees: 20, leaves: 64, features, balanced: true })
  const ensemble = makeEnsemble(trees, features)
  const table = makeTable(rows, features)
  const engine = await Engine.create()
  const fresh = () => engine.predict(ensemble, { ...table })
  return {
    name: "bins: 20,000 rows x 50 features, 1,260 thresholds",
    check: async () => relativeError(await fresh(), predict(trees, table)),
    tolerance: 1e-12,
    ours: { "codes and margins": fresh, "margins of resident codes": () => engine.predict(ensemble, table) },
    rivals: { "JavaScript walk, no codes": () => predict(trees, table) },
  }
}
