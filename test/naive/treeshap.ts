import type { Tree } from "../../src/data/tree.js"
import { goesLeft } from "./decide.js"

/**
 * Path-dependent SHAP values by their definition: the Shapley (or Banzhaf) values of the game whose value for a set of features is
 * the tree's expectation with these features known, all others averaged by cover. 2^features evaluations a tree.
 */
export function treeshap(
  trees: readonly Tree[],
  outputs: number,
  row: readonly number[],
  library: "lightgbm" | "xgboost",
  index: "shapley" | "banzhaf" = "shapley",
): { values: number[][]; base: number[] } {
  const features = row.length
  const values = Array.from({ length: outputs }, () => new Array<number>(features).fill(0))
  const base = new Array<number>(outputs).fill(0)
  for (const tree of trees) {
    const game = (known: number) => expectation(tree, 0, known, row, library)
    const worth = Array.from({ length: 2 ** features }, (_, known) => game(known))
    for (let k = 0; k < tree.width; k++) {
      base[tree.output + k]! += worth[0]![k]!
      for (let j = 0; j < features; j++) values[tree.output + k]![j]! += value(worth, features, j, k, index)
    }
  }
  return { values, base }
}

function expectation(
  tree: Tree,
  node: number,
  known: number,
  row: readonly number[],
  library: "lightgbm" | "xgboost",
): number[] {
  const left = tree.left[node]!
  if (left < 0) return Array.from({ length: tree.width }, (_, k) => tree.values[node * tree.width + k]!)
  const right = tree.right[node]!
  const feature = tree.features[node]!
  if (known & (1 << feature)) {
    return expectation(tree, goesLeft(tree, node, row[feature]!, library) ? left : right, known, row, library)
  }
  const cover = tree.covers[node]!
  const share = cover > 0 ? tree.covers[left]! / cover : 0.5
  const other = cover > 0 ? tree.covers[right]! / cover : 0.5
  const a = expectation(tree, left, known, row, library)
  const b = expectation(tree, right, known, row, library)
  return a.map((value, k) => share * value + other * b[k]!)
}

function value(
  worth: readonly (readonly number[])[],
  features: number,
  j: number,
  k: number,
  index: "shapley" | "banzhaf",
): number {
  let sum = 0
  for (let known = 0; known < worth.length; known++) {
    if (known & (1 << j)) continue
    sum +=
      (index === "banzhaf" ? 0.5 ** (features - 1) : weight(bitCount(known), features)) *
      (worth[known | (1 << j)]![k]! - worth[known]![k]!)
  }
  return sum
}

function weight(size: number, features: number): number {
  let choices = 1
  for (let i = 0; i < size; i++) choices *= (features - 1 - i) / (i + 1)
  return 1 / (features * choices)
}

function bitCount(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}
