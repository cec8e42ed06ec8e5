import { Engine } from "../../dist/index.js"
import { makeEnsemble, makeTable, makeTrees, relativeError } from "../data.js"
import { predict as walk } from "../rivals/predict.js"

/** Margins of a boosted model, codes resident. */
export async function predict() {
  const [rows, features] = [4000, 50]
  const trees = makeTrees({ trees: 500, leaves: 31, features, balanced: false })
  const ensemble = makeEnsemble(trees, features)
  const table = makeTable(rows, features)
  const engine = await Engine.create()
  return {
    name: "predict: 500 trees of 31 leaves, 4,000 rows",
    check: async () => relativeError(await engine.predict(ensemble, table), walk(trees, table)),
    tolerance: 1e-12,
    ours: { "WebAssembly, one thread": () => engine.predict(ensemble, table) },
    rivals: { "JavaScript walk": () => walk(trees, table) },
  }
}
