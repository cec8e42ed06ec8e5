import { Engine } from "../../dist/index.js"
import { makeEnsemble, makeTable, makeTrees, relativeError } from "../data.js"
import { partialDependence as walks } from "../rivals/partial-dependence.js"

/** A curve of 100 values over all rows, codes resident. Rivals get a tenth of the grid; their time is scaled. */
export async function partialDependence() {
  const [rows, features, points, share] = [4000, 20, 100, 10]
  const trees = makeTrees({ trees: 200, leaves: 31, features, balanced: false })
  const ensemble = makeEnsemble(trees, features)
  const table = makeTable(rows, features)
  const grid = Float64Array.from({ length: points }, (_, i) => i / 50 - 1)
  const engine = await Engine.create()
  const curve = (more) => engine.partialDependence(ensemble, table, { features: ["f0"], grid: [grid], ...more })
  return {
    name: "partial dependence: 200 trees of 31 leaves, 4,000 rows, 100 values",
    check: async () => {
      const got = (await curve()).average[0]
      const expected = await predictions(engine, ensemble, table, grid)
      const some = grid.filter((_, i) => i % share === 0)
      const walked = relativeError(
        expected.filter((_, i) => i % share === 0),
        walks(trees, table, 0, some),
      )
      return Math.max(walked, relativeError(got, expected))
    },
    tolerance: 1e-12,
    ours: {
      "averages of margins": () => curve(),
      "averages of probabilities": () => curve({ space: "probability" }),
      "every row's curve": () => curve({ ice: true }),
    },
    rivals: {
      "our predict in a loop": () => predictions(engine, ensemble, table, grid.subarray(0, 10)),
      "JavaScript walks": () => walks(trees, table, 0, grid.subarray(0, points / share)),
    },
    scale: share,
  }
}

/** Brute force through our own predict: the table with the column replaced, once a value. */
async function predictions(engine, ensemble, table, grid) {
  const averages = new Float64Array(grid.length)
  for (const [i, value] of grid.entries()) {
    const columns = table.columns.with(0, { ...table.columns[0], values: new Float64Array(table.rows).fill(value) })
    const changed = { ...table, columns }
    const margins = await engine.predict(ensemble, changed)
    averages[i] = margins.reduce((sum, margin) => sum + margin, 0) / table.rows
    engine.release(changed)
  }
  return averages
}
