import type { Ensemble } from "../../src/data/ensemble.js"
import type { ForestTraits } from "../../src/data/forest.js"
import { packForest } from "../../src/data/pack.js"
import type { Table } from "../../src/data/table.js"
import { rule, type Tree } from "../../src/data/tree.js"
import { pick, random } from "./random.js"

/** What random trees look like. */
export interface Shape {
  readonly trees: number
  readonly leaves: number
  readonly features: number
  readonly outputs?: number
  readonly width?: number
  /** Features from this one on are categorical. */
  readonly categoricalFrom?: number
  readonly library?: "lightgbm" | "xgboost"
}

export const lightgbm: Pick<ForestTraits, "float32" | "strict" | "tinyIsZero"> = {
  float32: false,
  strict: false,
  tinyIsZero: true,
}
export const xgboost: Pick<ForestTraits, "float32" | "strict" | "halveZeroCover"> = {
  float32: true,
  strict: true,
  halveZeroCover: true,
}

/** Random trees in an order of nodes that no reader promises, with a node that no path reaches. */
export function randomTrees(shape: Shape, seed: number): Tree[] {
  const next = random(seed)
  return Array.from({ length: shape.trees }, (_, t) => randomTree(shape, t % (shape.outputs ?? 1), next))
}

function randomTree(shape: Shape, output: number, next: () => number): Tree {
  const { leaves, features, width = 1, categoricalFrom = features, library = "lightgbm" } = shape
  const nodes = 2 * leaves
  const left = new Int32Array(nodes).fill(-1)
  const right = new Int32Array(nodes).fill(-1)
  const covers = new Float64Array(nodes).fill(1)
  covers[0] = 1000
  const open = [0]
  for (let made = 1; made < 2 * leaves - 1; made += 2) {
    const node = open.splice(pick(next, open.length), 1)[0]!
    left[node] = made
    right[node] = made + 1
    covers[made] = covers[node]! * (0.05 + 0.9 * next())
    covers[made + 1] = covers[node]! - covers[made]!
    open.push(made, made + 1)
  }
  const splits = Int32Array.from({ length: nodes }, () => pick(next, features))
  const sets = new Map<number, number[]>()
  const rules = Uint8Array.from(splits, (feature, node) => {
    if (feature < categoricalFrom) return numericRule(library, next)
    sets.set(node, randomSet(next))
    if (library === "lightgbm") return rule.categorical
    return rule.categorical | rule.listedRight | rule.missingNaN | (next() < 0.5 ? rule.missingLeft : 0)
  })
  return {
    output: width > 1 ? 0 : output,
    width,
    features: splits,
    thresholds: Float64Array.from({ length: nodes }, () => Math.fround(pick(next, 9) - 4)),
    rules,
    left,
    right,
    covers,
    gains: new Float64Array(nodes),
    values: Float64Array.from({ length: nodes * width }, () => next() - 0.5),
    sets,
  }
}

function numericRule(library: "lightgbm" | "xgboost", next: () => number): number {
  const kind =
    library === "xgboost" ? rule.missingNaN : [rule.missingNone, rule.missingZero, rule.missingNaN][pick(next, 3)]!
  return kind | (next() < 0.5 ? rule.missingLeft : 0)
}

function randomSet(next: () => number): number[] {
  const listed = [0, 1, 2, 5, 31, 32, 33, 64, 1000, 70000]
  return listed.filter(() => next() < 0.5)
}

/** Values that sit on thresholds, beside them, at zero, missing, or far away; for categorical features odd codes. */
export function randomTable(shape: Shape, rows: number, seed: number): Table {
  const next = random(seed)
  const numbers = [0, -0, 1e-36, -1e-36, 1e-30, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const codes = [0, 1, 2, 3, 5, 30, 31, 32, 33, 34, 64, 1000, 1001, 70000, 2 ** 24, 2 ** 31, 1e12, -1, -0.5, 0.9, 2.9]
  const columns = Array.from({ length: shape.features }, (_, j) => ({
    name: `f${j}`,
    type: "number" as const,
    values: Float64Array.from({ length: rows }, () => {
      const kind = next()
      if (kind < 0.15) return Number.NaN
      if (j >= (shape.categoricalFrom ?? shape.features)) return codes[pick(next, codes.length)]!
      if (kind < 0.3) return numbers[pick(next, numbers.length)]!
      const threshold = pick(next, 9) - 4
      if (kind < 0.5) return threshold
      return threshold + (next() - 0.5) * (kind < 0.7 ? 1e-9 : kind < 0.8 ? 1e-15 : 4)
    }),
  }))
  return { name: "random", rows, columns, notes: [] }
}

/** An ensemble around trees, as a reader would make it. */
export function ensembleOf(trees: readonly Tree[], shape: Shape): Ensemble {
  const outputs = shape.outputs ?? 1
  const library = shape.library ?? "lightgbm"
  const traits = library === "lightgbm" ? lightgbm : xgboost
  return {
    name: "random",
    library,
    version: "0",
    booster: "gbdt",
    objective: "regression",
    features: Array.from({ length: shape.features }, (_, j) => ({
      name: `f${j}`,
      categorical: j >= (shape.categoricalFrom ?? shape.features),
    })),
    named: true,
    outputs,
    base: Float64Array.from({ length: outputs }, (_, k) => 0.25 * k),
    transform: { kind: "identity" },
    iterations: { total: trees.length, start: 0, end: trees.length },
    unseenCategory: "missing",
    notes: [],
    forest: packForest(trees, { features: shape.features, outputs, ...traits }, "random"),
  }
}
