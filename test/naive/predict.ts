import type { Tree } from "../../src/data/tree.js"
import { goesLeft } from "./decide.js"

/** Margins of one row: every tree walked node by node. */
export function predict(
  trees: readonly Tree[],
  base: ArrayLike<number>,
  row: readonly number[],
  library: "lightgbm" | "xgboost",
): number[] {
  const margins = Array.from(base)
  for (const tree of trees) {
    let node = 0
    while (tree.left[node]! >= 0) {
      node = goesLeft(tree, node, row[tree.features[node]!]!, library) ? tree.left[node]! : tree.right[node]!
    }
    for (let k = 0; k < tree.width; k++) margins[tree.output + k]! += tree.values[node * tree.width + k]!
  }
  return margins
}
