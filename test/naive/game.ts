import type { Tree } from "../../src/data/tree.js"
import { goesLeft } from "./decide.js"

/** What a coalition of features (bits) is worth. */
export type Game = (coalition: number) => number

/** The game of a background: features of the coalition from the row, the others from each background row in turn. */
export function backgroundGame(
  trees: readonly Tree[],
  output: number,
  row: readonly number[],
  background: readonly (readonly number[])[],
  library: "lightgbm" | "xgboost",
  transform: (margin: number) => number = (margin) => margin,
): Game {
  return (coalition) => {
    let sum = 0
    for (const other of background) {
      const mixed = row.map((value, j) => (coalition & (1 << j) ? value : other[j]!))
      sum += transform(marginOf(trees, output, mixed, library))
    }
    return sum / background.length
  }
}

/** The sum of the leaves that a row ends in. */
export function marginOf(
  trees: readonly Tree[],
  output: number,
  row: readonly number[],
  library: "lightgbm" | "xgboost",
): number {
  let sum = 0
  for (const tree of trees) {
    if (tree.width === 1 && tree.output !== output) continue
    let node = 0
    while (tree.left[node]! >= 0) {
      const left = goesLeft(tree, node, row[tree.features[node]!]!, library)
      node = left ? tree.left[node]! : tree.right[node]!
    }
    sum += tree.values[node * tree.width + (tree.width > 1 ? output : 0)]!
  }
  return sum
}

/** Shapley values by their definition, over all coalitions. */
export function shapleyValues(game: Game, features: number): number[] {
  return weighted(game, features, (size) => 1 / (features * choose(features - 1, size)))
}

/** Banzhaf values: every coalition weighs the same. */
export function banzhafValues(game: Game, features: number): number[] {
  return weighted(game, features, () => 2 ** (1 - features))
}

function weighted(game: Game, features: number, weight: (size: number) => number): number[] {
  const worth = Array.from({ length: 2 ** features }, (_, coalition) => game(coalition))
  return Array.from({ length: features }, (_, j) => {
    let sum = 0
    for (let s = 0; s < worth.length; s++) {
      if (!(s & (1 << j))) sum += weight(bits(s)) * (worth[s | (1 << j)]! - worth[s]!)
    }
    return sum
  })
}

/** SHAP interaction values: half of each pair's Shapley interaction index, and on the diagonal what is left. */
export function interactionValues(game: Game, features: number): number[][] {
  const weight = (size: number) => 1 / (2 * (features - 1) * choose(features - 2, size))
  return pairValues(game, shapleyValues(game, features), weight)
}

/** The same of Banzhaf values: every coalition without the pair weighs the same. */
export function banzhafInteractions(game: Game, features: number): number[][] {
  return pairValues(game, banzhafValues(game, features), () => 2 ** (1 - features))
}

function pairValues(game: Game, values: readonly number[], weight: (size: number) => number): number[][] {
  const features = values.length
  const worth = Array.from({ length: 2 ** features }, (_, coalition) => game(coalition))
  const matrix = values.map((value, i) => values.map((_, j) => (i === j ? value : 0)))
  for (let i = 0; i < features; i++) {
    for (let j = i + 1; j < features; j++) {
      const pair = pairValue(worth, i, j, weight)
      matrix[i]![j] = matrix[j]![i] = pair
      matrix[i]![i]! -= pair
      matrix[j]![j]! -= pair
    }
  }
  return matrix
}

function pairValue(worth: readonly number[], i: number, j: number, weight: (size: number) => number): number {
  const [a, b] = [1 << i, 1 << j]
  let sum = 0
  for (let s = 0; s < worth.length; s++) {
    if (s & (a | b)) continue
    sum += weight(bits(s)) * (worth[s | a | b]! - worth[s | a]! - worth[s | b]! + worth[s]!)
  }
  return sum
}

function choose(n: number, k: number): number {
  let choices = 1
  for (let i = 0; i < k; i++) choices *= (n - i) / (i + 1)
  return choices
}

function bits(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}
