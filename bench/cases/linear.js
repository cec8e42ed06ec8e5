import { Engine, packForest } from "../../dist/index.js"
import { makeEnsemble, makeTable, makeTrees, relativeError } from "../data.js"

/** Linear leaves (linear_tree): a walk and four terms a tree. */
export async function linear() {
  const [rows, features] = [10_000, 20]
  const trees = makeTrees({ trees: 50, leaves: 16, features, balanced: true }).map(withTerms)
  const traits = { features, outputs: 1, float32: false, strict: false }
  const ensemble = { ...makeEnsemble(trees, features), forest: packForest(trees, traits, "bench") }
  const table = makeTable(rows, features)
  const engine = await Engine.create()
  return {
    name: "linear: 50 trees of 16 linear leaves, 10,000 rows",
    check: async () => relativeError(await engine.predict(ensemble, table), walk(trees, table)),
    tolerance: 1e-12,
    ours: { "WebAssembly, one thread": () => engine.predict(ensemble, table) },
    rivals: { "JavaScript walk": () => walk(trees, table) },
  }
}

function withTerms(tree) {
  const leaf = { constant: 0.25, features: [0, 3, 7, 11], coefficients: [0.5, -1, 2, 0.125] }
  return { ...tree, linear: new Map(Array.from(tree.left, (_, node) => [node, leaf])) }
}

function walk(trees, table) {
  const columns = table.columns.map((column) => column.values)
  const margins = new Float64Array(table.rows)
  for (const { features, thresholds, left, right, values, linear } of trees) {
    for (let row = 0; row < table.rows; row++) {
      let node = 0
      while (left[node] >= 0) node = columns[features[node]][row] <= thresholds[node] ? left[node] : right[node]
      const leaf = linear.get(node)
      let sum = leaf.constant
      for (let i = 0; i < leaf.features.length; i++) sum += leaf.coefficients[i] * columns[leaf.features[i]][row]
      margins[row] += Number.isNaN(sum) ? values[node] : sum
    }
  }
  return margins
}
