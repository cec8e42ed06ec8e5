import type { Ensemble } from "../data/ensemble.js"
import { rule, type Tree } from "../data/tree.js"
import type { Fields } from "./fields.js"

/** What holds for all trees of one model. */
export interface XgboostShape {
  readonly features: number
  readonly outputs: number
}

/** What a booster brings to an ensemble. */
export interface Grown {
  readonly booster: Ensemble["booster"]
  readonly trees: readonly Tree[]
  readonly iterations: Ensemble["iterations"]
  readonly noShap?: string
}

/**
 * One tree. Numbers are float32: left iff x < split_condition, missing takes the default child, listed categories go
 * right. A vector leaf's numbers stand in `leaf_weights` (3.2 and newer) or in `base_weights` (2.0 to 3.1).
 * @param weight multiplies the leaves (dart).
 * @throws Error naming the field that is missing, short or out of range.
 */
export function xgboostTree(tree: Fields, output: number, weight: number, shape: XgboostShape): Tree {
  const parameters = tree.object("tree_param")
  const nodes = parameters.integer("num_nodes")
  const width = Math.max(1, parameters.integer("size_leaf_vector", 1))
  if (width > 1 && width !== shape.outputs) {
    throw new Error(`${parameters.path("size_leaf_vector")} is ${width}, expected ${shape.outputs} outputs`)
  }
  const left = tree.numbers("left_children", nodes)
  const right = tree.numbers("right_children", nodes)
  checkNodes(tree, left, right, shape.features)
  return {
    output,
    width,
    features: tree.numbers("split_indices", nodes),
    thresholds: tree.numbers("split_conditions", nodes).map(Math.fround),
    rules: nodeRules(tree, nodes),
    left,
    right: right.map((child, node) => (left[node]! < 0 ? -1 : child)),
    covers: covers(tree, nodes, width),
    gains: tree.has("loss_changes") ? tree.numbers("loss_changes", nodes) : new Float64Array(nodes),
    values: leafValues(tree, left, right, width, weight),
    sets: categorySets(tree),
  }
}

/** Children, features and thresholds of inner nodes. */
function checkNodes(tree: Fields, left: Float64Array, right: Float64Array, features: number): void {
  const nodes = left.length
  const indices = tree.numbers("split_indices", nodes)
  const conditions = tree.numbers("split_conditions", nodes)
  const categorical = splitTypes(tree, nodes)
  for (let node = 0; node < nodes; node++) {
    if (left[node] === -1) continue
    expect(tree, "left_children", node, left[node]!, 0, nodes - 1)
    expect(tree, "right_children", node, right[node]!, 0, nodes - 1)
    expect(tree, "split_indices", node, indices[node]!, 0, features - 1)
    if (Number.isNaN(conditions[node]) && !categorical[node]) {
      throw new Error(`${tree.path("split_conditions")}[${node}] is NaN, expected a number`)
    }
  }
}

function expect(tree: Fields, key: string, node: number, got: number, least: number, most: number): void {
  if (Number.isInteger(got) && got >= least && got <= most) return
  throw new Error(`${tree.path(key)}[${node}] is ${got}, expected ${least} to ${most}`)
}

function splitTypes(tree: Fields, nodes: number): Float64Array {
  return tree.has("split_type") ? tree.numbers("split_type", nodes) : new Float64Array(nodes)
}

function nodeRules(tree: Fields, nodes: number): Uint8Array {
  const categorical = splitTypes(tree, nodes)
  const defaultLeft = tree.numbers("default_left", nodes)
  return Uint8Array.from(defaultLeft, (goesLeft, node) => {
    const kind = categorical[node] ? rule.categorical | rule.listedRight : 0
    return kind | rule.missingNaN | (goesLeft ? rule.missingLeft : 0)
  })
}

/** Of the tree's largest cover, what a sum of hessians may lie below 0 by rounding. */
const ROUNDING = 1e-6

/**
 * Before 3.2 trees with vector leaves were saved without their hessians. Sums of hessians that cancel out
 * (survival:cox) can end below 0: rounding is taken for 0, more is left for the ensemble's `noShap`.
 */
function covers(tree: Fields, nodes: number, width: number): Float64Array {
  if (width > 1 && !tree.has("sum_hessian")) return new Float64Array(nodes)
  const all = tree.numbers("sum_hessian", nodes).map(Math.fround)
  const bad = all.findIndex((cover) => !Number.isFinite(cover))
  if (bad >= 0) throw new Error(`${tree.path("sum_hessian")}[${bad}] is ${all[bad]}, expected a finite number`)
  const least = nodes === 1 ? Number.NEGATIVE_INFINITY : -ROUNDING * all.reduce((a, b) => Math.max(a, b), 0)
  return all.map((cover) => (cover < 0 && cover >= least ? 0 : cover))
}

function leafValues(
  tree: Fields,
  left: Float64Array,
  right: Float64Array,
  width: number,
  weight: number,
): Float64Array {
  const nodes = left.length
  const apart = width > 1 && tree.has("leaf_weights")
  const key = width === 1 ? "split_conditions" : apart ? "leaf_weights" : "base_weights"
  const source = tree.numbers(key)
  const values = new Float64Array(nodes * width)
  for (let node = 0; node < nodes; node++) {
    if (left[node]! >= 0) continue
    const leaf = apart ? right[node]! : node
    for (let k = 0; k < width; k++) {
      const value = source[leaf * width + k] ?? Number.NaN
      if (!Number.isFinite(value)) {
        throw new Error(`${tree.path(key)}[${leaf * width + k}] is ${value}, expected a finite leaf value`)
      }
      values[node * width + k] = Math.fround(value) * weight
    }
  }
  return values
}

function categorySets(tree: Fields): Map<number, Float64Array> {
  const sets = new Map<number, Float64Array>()
  if (!tree.has("categories_nodes")) return sets
  const nodes = tree.numbers("categories_nodes")
  const starts = tree.numbers("categories_segments", nodes.length)
  const sizes = tree.numbers("categories_sizes", nodes.length)
  const categories = tree.numbers("categories")
  nodes.forEach((node, i) => {
    const end = starts[i]! + sizes[i]!
    if (!(starts[i]! >= 0 && end <= categories.length)) {
      throw new Error(`${tree.path("categories_segments")}[${i}] ends at ${end}, expected at most ${categories.length}`)
    }
    sets.set(node, categories.subarray(starts[i], end))
  })
  return sets
}
