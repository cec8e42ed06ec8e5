import { codeTable, loadEnsemble, unloadEnsemble } from "../../src/kernels/bins.js"
import { inputsOf } from "../../src/kernels/inputs.js"
import { addQuadrature } from "../../src/kernels/quadrature.js"
import { Arena } from "../../src/wasm/arena.js"
import { instantiateSync } from "../../src/wasm/instance.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"

/** So many rows are pretended that every subtree of at most 16 bits becomes a table. */
const ENDLESS = 2 ** 30
const MOST_BITS = 16

const shapes: Record<string, Shape> = {
  "paths of 16 features": { trees: 2, leaves: 90, features: 16 },
  "features that repeat": { trees: 3, leaves: 60, features: 4 },
  "more features than bits": { trees: 2, leaves: 120, features: 40 },
  categories: { trees: 3, leaves: 40, features: 12, categoricalFrom: 6 },
}

for (const [name, shape] of Object.entries(shapes)) {
  test(`tables of up to 16 bits and the tape for the rest equal the tape alone: ${name}`, () => {
    const arena = new Arena(instantiateSync())
    const { kernels } = arena
    const loaded = loadEnsemble(arena, ensembleOf(randomTrees(shape, 3), shape))
    const rows = 64
    const codes = drain(codeTable(arena, loaded, inputsOf(loaded.ensemble, randomTable(shape, rows, 3))))
    const size = (loaded.used.length + 1) * rows
    const [byTables, byTape] = [arena.put(new Float64Array(size)), arena.put(new Float64Array(size))]
    drain(addQuadrature(arena, loaded, false, { codes, from: 0, count: rows, result: byTape, stride: rows }))

    const plan = kernels.createPlan(loaded.bins, ENDLESS, 1, 0, MOST_BITS)
    const builder = kernels.createBuilder(plan, false, 0, 0)
    const tape = kernels.createTape(loaded.bins, kernels.planMarks(plan), false)
    for (let tree = 0; tree < shape.trees; tree++) {
      const tables = kernels.buildTables(builder, tree)
      kernels.lookUp(tables, loaded.bins, codes.pointer, rows, 0, rows, byTables, rows)
      kernels.releaseTables(tables)
    }
    kernels.treeshap(tape, codes.pointer, rows, 0, rows, 0, shape.trees, byTables, rows)
    const [got, expected] = [arena.doubles(byTables, size), arena.doubles(byTape, size)]
    for (let i = 0; i < size - rows; i++) expect(Math.abs(got[i]! - expected[i]!)).toBeLessThan(1e-12)

    kernels.releaseTape(tape)
    kernels.releaseBuilder(builder)
    kernels.releasePlan(plan)
    arena.release(codes.pointer, byTables, byTape)
    unloadEnsemble(arena, loaded)
    expect(arena.used).toBe(0)
  })
}

function drain<Result>(steps: Generator<number, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
