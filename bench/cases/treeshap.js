import { Engine } from "../../dist/index.js"
import { makeEnsemble, makeTable, makeTrees, relativeError } from "../data.js"
import { treeshap as classic } from "../rivals/treeshap.js"

/** SHAP values of a boosted model. The rival gets a twentieth of the rows; its time is scaled. */
export async function treeshap() {
  const [rows, features, share] = [1000, 50, 20]
  const trees = makeTrees({ trees: 100, leaves: 64, features, balanced: true })
  const ensemble = makeEnsemble(trees, features)
  const table = makeTable(rows, features)
  const engine = await Engine.create()
  return {
    name: "treeshap: 100 trees of depth 6, 1,000 rows",
    check: async () => {
      const expected = classic(trees, table, rows / share)
      const { values } = await engine.shap(ensemble, table)
      return Math.max(...expected.map((column, j) => relativeError(values[0][j].subarray(0, rows / share), column)))
    },
    tolerance: 1e-9,
    ours: { "quadrature, one thread": () => engine.shap(ensemble, table) },
    rivals: { "Algorithm 2 in JavaScript": () => classic(trees, table, rows / share) },
    scale: share,
  }
}
