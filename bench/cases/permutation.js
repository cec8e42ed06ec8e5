import { Engine } from "../../dist/index.js"
import { makeEnsemble, makeTable, makeTrees } from "../data.js"
import { random } from "../random.js"
import { permutation as predictAll } from "../rivals/permutation.js"

/** Importances of all features, codes resident. Rivals permute a tenth of the features; their time is scaled. */
export async function permutation() {
  const [rows, features, repeats, share] = [4000, 50, 5, 10]
  const trees = makeTrees({ trees: 500, leaves: 31, features, balanced: false })
  const ensemble = makeEnsemble(trees, features)
  const table = makeTable(rows, features)
  const engine = await Engine.create()
  const next = random(5)
  const margins = await engine.predict(ensemble, table)
  const target = margins.map((margin) => margin + 4 * next() - 2)
  const permutations = Array.from({ length: repeats }, () => shuffled(rows, next))
  const ours = () => engine.permutationImportance(ensemble, table, { metric: "mse", target, permutations })
  const some = Array.from({ length: features / share }, (_, i) => i * share)
  const predictions = async (each) => {
    const own = await engine.predict(ensemble, each)
    engine.release(each)
    return own
  }
  const rival = () => predictAll(predictions, table, target, some, permutations)
  return {
    name: "permutation importance: 500 trees of 31 leaves, 4,000 rows x 50 features, 5 repeats",
    check: async () => {
      const { baseline, repeats: falls } = await ours()
      const expected = await rival()
      return Math.max(
        ...expected.flatMap((own, i) => own.map((score, r) => Math.abs(baseline - falls[some[i]][r] - score))),
      )
    },
    tolerance: 1e-9,
    ours: { "all features in one pass": ours },
    rivals: { "our predict in a loop": rival },
    scale: share,
  }
}

function shuffled(rows, next) {
  const order = Array.from({ length: rows }, (_, row) => row)
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
