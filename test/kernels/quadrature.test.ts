import type { Ensemble } from "../../src/data/ensemble.js"
import { viewForest } from "../../src/data/forest.js"
import type { Table } from "../../src/data/table.js"
import type { Tree } from "../../src/data/tree.js"
import { Engine } from "../../src/engine.js"
import { codeTable, loadEnsemble, unloadEnsemble } from "../../src/kernels/bins.js"
import { inputsOf } from "../../src/kernels/inputs.js"
import { planBytes } from "../../src/kernels/quadrature.js"
import { Arena } from "../../src/wasm/arena.js"
import { instantiateSync } from "../../src/wasm/instance.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { leafShap } from "../naive/leaf-shap.js"
import { pick, random } from "../naive/random.js"
import { treeshap } from "../naive/treeshap.js"

/** Values [output][used feature][row] and bases of the kernel alone. */
function play(ensemble: Ensemble, table: Table, marks?: Uint8Array, banzhaf = false) {
  const arena = new Arena(instantiateSync())
  const { kernels } = arena
  const loaded = loadEnsemble(arena, ensemble)
  const steps = codeTable(arena, loaded, inputsOf(ensemble, table))
  let step = steps.next()
  while (!step.done) step = steps.next()
  const codes = step.value
  const pointer = marks ? arena.put(marks) : 0
  const tape = kernels.createTape(loaded.bins, pointer, banzhaf)
  arena.release(pointer)
  const size = ensemble.outputs * loaded.used.length * (table.rows + 1)
  const shap = arena.put(new Float64Array(size))
  const expected = arena.put(new Float64Array(ensemble.outputs))
  // Columns lie one number further apart than there are rows.
  kernels.treeshap(tape, codes.pointer, table.rows, 0, table.rows, 0, loaded.trees.trees, shap, table.rows + 1)
  kernels.expectedMargins(loaded.bins, expected)
  const all = arena.doubles(shap, size).slice()
  const base = [...arena.doubles(expected, ensemble.outputs)]
  kernels.releaseTape(tape)
  arena.release(codes.pointer, shap, expected)
  unloadEnsemble(arena, loaded)
  expect(arena.used).toBe(0)
  const columns = Array.from({ length: ensemble.outputs * loaded.used.length }, (_, j) =>
    all.subarray(j * (table.rows + 1), (j + 1) * (table.rows + 1) - 1),
  )
  return { columns, base }
}

function rowOf(table: Table, i: number): number[] {
  return table.columns.map((column) => (column as { values: Float64Array }).values[i]!)
}

function farthest(got: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): number {
  let most = 0
  expected.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) most = Math.max(most, Math.abs(got[i]![j]! - row[j]!))
  })
  return most
}

/** A model with some leaves set to 0: those below marked nodes, or all others. */
function blank(ensemble: Ensemble, marks: Uint8Array, below: boolean): Ensemble {
  const buffer = ensemble.forest.slice(0)
  const forest = viewForest(buffer)
  const inside = marks.slice()
  for (let node = 0; node < forest.nodes; node++) {
    if (forest.splits[node]! >= 0) {
      for (const child of [node + 1, forest.rights[node]!]) inside[child]! |= inside[node]!
    } else if ((inside[node] === 1) === below) {
      forest.values.fill(0, node * forest.width, (node + 1) * forest.width)
    }
  }
  return { ...ensemble, forest: buffer }
}

const marked: Record<string, Shape> = {
  "a forest": { trees: 5, leaves: 40, features: 6 },
  "a forest that repeats features": { trees: 5, leaves: 60, features: 3 },
  "vector leaves": { trees: 4, leaves: 20, features: 5, outputs: 3, width: 3, library: "xgboost" },
}

for (const [name, shape] of Object.entries(marked)) {
  test(`marked subtrees of ${name} are left out, and just they`, () => {
    for (const often of [0.02, 0.1, 0.4]) {
      const ensemble = ensembleOf(randomTrees(shape, 4), shape)
      const next = random(9)
      const marks = Uint8Array.from({ length: viewForest(ensemble.forest).nodes }, () => Number(next() < often))
      const table = randomTable(shape, 30, 4)
      const whole = play(ensemble, table)
      const rest = play(ensemble, table, marks)
      expect(farthest(rest.columns, play(blank(ensemble, marks, true), table).columns)).toBeLessThan(1e-14)
      const parts = play(blank(ensemble, marks, false), table)
      const sums = rest.columns.map((column, j) => column.map((value, i) => value + parts.columns[j]![i]!))
      expect(farthest(sums, whole.columns)).toBeLessThan(1e-14)
      expect(rest.base).toEqual(whole.base)
    }
  })
}

test("a forest whose trees are all marked adds nothing", () => {
  const shape = { trees: 3, leaves: 9, features: 4 }
  const ensemble = ensembleOf(randomTrees(shape, 1), shape)
  const marks = new Uint8Array(viewForest(ensemble.forest).nodes)
  for (const root of viewForest(ensemble.forest).roots.subarray(0, 3)) marks[root] = 1
  expect(play(ensemble, randomTable(shape, 5, 1), marks).columns.every((column) => column.every((x) => x === 0))).toBe(
    true,
  )
})

test("Banzhaf values equal the enumeration of all subsets", () => {
  for (const shape of [
    { trees: 3, leaves: 30, features: 7 },
    { trees: 3, leaves: 24, features: 3 },
    { trees: 3, leaves: 8, features: 5, outputs: 3, width: 3, library: "xgboost" },
  ] satisfies Shape[]) {
    const library = "library" in shape ? shape.library : "lightgbm"
    const trees = randomTrees(shape, 6)
    const ensemble = ensembleOf(trees, shape)
    const table = randomTable(shape, 10, 6)
    const { columns } = play(ensemble, table, undefined, true)
    for (let i = 0; i < table.rows; i++) {
      const expected = treeshap(trees, ensemble.outputs, rowOf(table, i), library, "banzhaf").values.flat()
      expect(farthest([columns.map((column) => column[i]!)], [expected])).toBeLessThan(1e-14)
    }
  }
})

test("features that repeat above and inside the subtrees that are looked up stay exact", () => {
  for (const features of [1, 2, 3, 4]) {
    for (let seed = 1; seed <= 8; seed++) {
      const shape: Shape = { trees: 2, leaves: 4 + 4 * seed, features, library: seed % 2 ? "lightgbm" : "xgboost" }
      const trees = randomTrees(shape, seed)
      const ensemble = ensembleOf(trees, shape)
      const table = randomTable(shape, 40, seed)
      const { columns } = play(ensemble, table)
      for (let i = 0; i < table.rows; i++) {
        const expected = treeshap(trees, 1, rowOf(table, i), shape.library ?? "lightgbm").values[0]!
        const used = expected.filter((_, j) => trees.some((tree) => uses(tree, j)))
        expect(farthest([columns.map((column) => column[i]!)], [used])).toBeLessThan(1e-14)
      }
    }
  }
})

function uses(tree: Tree, feature: number): boolean {
  return Array.from(tree.left).some((left, node) => left >= 0 && tree.features[node] === feature)
}

test("paths of any number of features equal the sum over leaves", () => {
  // Two points a path to twenty-two: every width of vectors that is unrolled, and what lies beyond.
  for (const features of [3, 7, 11, 15, 19, 23, 27, 31, 35, 44]) {
    for (const width of [1, 2]) {
      const shape: Shape = { trees: 1, leaves: features * 3, features, outputs: width, width, library: "xgboost" }
      const tree = spine(features, features * 3, width)
      const table = randomTable(shape, 9, features)
      const { columns } = play(ensembleOf([tree], shape), table)
      for (let i = 0; i < table.rows; i++) {
        const expected = leafShap(tree, rowOf(table, i), "xgboost").flat()
        expect(farthest([columns.map((column) => column[i]!)], [expected])).toBeLessThan(1e-13)
      }
    }
  }
})

test("a row alone has the values that it has among others", async () => {
  const engine = await Engine.create()
  const shape = { trees: 20, leaves: 60, features: 9 }
  const ensemble = ensembleOf(randomTrees(shape, 8), shape)
  const table = randomTable(shape, 150, 8)
  const together = play(ensemble, table)
  for (const i of [0, 7, 8, 63, 64, 149]) {
    const columns = table.columns.map((column) => ({
      ...column,
      values: (column as { values: Float64Array }).values.slice(i, i + 1),
    })) as Table["columns"]
    const alone = await engine.shap(ensemble, { ...table, rows: 1, columns })
    expect(alone.values[0]!.map((column) => column[0])).toEqual(together.columns.map((column) => column[i]))
  }
})

test("a tree of depth 64 with 100,000 leaves adds up", async () => {
  const engine = await Engine.create()
  const shape = { trees: 1, leaves: 100_000, features: 20 }
  const ensemble = ensembleOf([spine(64, 100_000, 1, 20)], shape)
  const { additivityError, values } = await engine.shap(ensemble, randomTable(shape, 12, 3))
  expect(additivityError.relative).toBeLessThan(1e-12)
  expect(values[0]!.every((column) => column.every(Number.isFinite))).toBe(true)
})

test("a chain of 20,000 decisions adds up", async () => {
  const engine = await Engine.create()
  const shape = { trees: 1, leaves: 20_001, features: 12 }
  const ensemble = ensembleOf([spine(20_000, 20_001, 1, 12)], shape)
  const { additivityError } = await engine.shap(ensemble, randomTable(shape, 20, 3))
  expect(additivityError.relative).toBeLessThan(1e-12)
})

test("features that play the same part share alike", () => {
  const shape = { trees: 3, leaves: 30, features: 5 }
  const trees = randomTrees(shape, 5)
  const swap = (feature: number) => (feature < 2 ? 1 - feature : feature)
  const twins = trees.map((tree) => ({ ...tree, features: Int32Array.from(tree.features, swap) }))
  const table = randomTable(shape, 60, 5)
  const columns = [table.columns[1]!, ...table.columns.slice(1)].map((column, j) => ({ ...column, name: `f${j}` }))
  const { columns: values } = play(ensembleOf([...trees, ...twins], shape), { ...table, columns })
  expect(farthest([values[0]!], [values[1]!])).toBeLessThan(1e-14)
})

test("swapped features swap their values", () => {
  const shape = { trees: 3, leaves: 40, features: 6 }
  const trees = randomTrees(shape, 12)
  const order = [3, 0, 5, 1, 4, 2]
  const renamed = trees.map((tree) => ({ ...tree, features: Int32Array.from(tree.features, (j) => order[j]!) }))
  const table = randomTable(shape, 30, 12)
  const columns = table.columns.map((_, j) => ({ ...table.columns[order.indexOf(j)]!, name: `f${j}` }))
  const straight = play(ensembleOf(trees, shape), table).columns
  const turned = play(ensembleOf(renamed, shape), { ...table, columns }).columns
  expect(
    farthest(
      order.map((j) => turned[j]!),
      straight,
    ),
  ).toBeLessThan(1e-14)
})

test("the plan of a model stays with it and goes with it", async () => {
  const arena = new Arena(instantiateSync())
  const shape = { trees: 3, leaves: 40, features: 6 }
  const loaded = loadEnsemble(arena, ensembleOf(randomTrees(shape, 1), shape))
  expect(planBytes(arena, loaded)).toBe(0)
  loaded.tape = arena.kernels.createTape(loaded.bins, 0, false)
  expect(planBytes(arena, loaded)).toBeGreaterThan(0)
  unloadEnsemble(arena, loaded)
  expect(arena.used).toBe(0)
})

/** A tree whose right children go `depth` levels down; the other leaves are split until there are enough. */
function spine(depth: number, leaves: number, width: number, features = depth): Tree {
  const next = random(depth + leaves)
  const nodes = 2 * leaves - 1
  const left = new Int32Array(nodes).fill(-1)
  const right = new Int32Array(nodes).fill(-1)
  const levels = new Int32Array(nodes)
  const covers = new Float64Array(nodes).fill(1)
  const splits = new Int32Array(nodes)
  const open: number[] = []
  let tip = 0
  for (let made = 1; made < nodes; made += 2) {
    const node = made < 2 * depth ? tip : open.splice(pick(next, Math.min(open.length, 50)), 1)[0]!
    left[node] = made
    right[node] = made + 1
    splits[node] = made < 2 * depth ? levels[node]! % features : pick(next, features)
    levels[made] = levels[made + 1] = levels[node]! + 1
    covers[made] = covers[node]! * (made < 2 * depth && depth > 100 ? 0.001 : 0.1 + 0.8 * next())
    covers[made + 1] = covers[node]! - covers[made]!
    open.push(made)
    if (made < 2 * depth) tip = made + 1
    else open.push(made + 1)
  }
  return {
    output: 0,
    width,
    features: splits,
    thresholds: Float64Array.from({ length: nodes }, () => Math.fround(pick(next, 9) - 4)),
    rules: new Uint8Array(nodes).fill(8),
    left,
    right,
    covers,
    gains: new Float64Array(nodes),
    values: Float64Array.from({ length: nodes * width }, () => next() - 0.5),
  }
}
