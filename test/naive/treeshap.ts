import type { Tree } from "../../src/data/tree.js"
import { goesLeft } from "./decide.js"
import { banzhafValues, type Game, shapleyValues } from "./game.js"

/**
 * Path-dependent SHAP values by their definition: the Shapley (or Banzhaf) values of the game whose value for a set of
 * features is the tree's expectation with these features known, all others averaged by cover. 2^features evaluations a
 * tree.
 */
export function treeshap(
  trees: readonly Tree[],
  outputs: number,
  row: readonly number[],
  library: "lightgbm" | "xgboost",
  index: "shapley" | "banzhaf" = "shapley",
): { values: number[][]; base: number[] } {
  const solve = index === "shapley" ? shapleyValues : banzhafValues
  const games = Array.from({ length: outputs }, (_, output) => coverGame(trees, output, row, library))
  return { values: games.map((game) => solve(game, row.length)), base: games.map((game) => game(0)) }
}

/** The game of the covers. */
export function coverGame(
  trees: readonly Tree[],
  output: number,
  row: readonly number[],
  library: "lightgbm" | "xgboost",
): Game {
  const own = trees.filter((tree) => tree.width > 1 || tree.output === output)
  return (known) =>
    own.reduce((sum, tree) => sum + expectation(tree, 0, known, row, library)[tree.width > 1 ? output : 0]!, 0)
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
