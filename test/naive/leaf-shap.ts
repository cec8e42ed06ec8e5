import type { Tree } from "../../src/data/tree.js"
import { goesLeft } from "./decide.js"

/** A feature of one path: whether the row passes all its decisions, and the share of training rows that does. */
interface Member {
  readonly feature: number
  passes: boolean
  share: number
}

/**
 * Path-dependent SHAP values of one row, leaf by leaf, with the subsets of a path's features counted by size. For trees
 * with too many features to go through all subsets, and too deep to recurse into.
 */
export function leafShap(tree: Tree, row: readonly number[], library: "lightgbm" | "xgboost"): number[][] {
  const values = Array.from({ length: tree.width }, () => row.map(() => 0))
  const open: { node: number; path: readonly Member[] }[] = [{ node: 0, path: [] }]
  for (let at = open.pop(); at; at = open.pop()) {
    const { node, path } = at
    const left = tree.left[node]!
    if (left < 0) addLeaf(tree, node, path, values)
    else {
      const taken = goesLeft(tree, node, row[tree.features[node]!]!, library)
      open.push({ node: left, path: step(tree, node, left, path, taken) })
      open.push({ node: tree.right[node]!, path: step(tree, node, tree.right[node]!, path, !taken) })
    }
  }
  return values
}

function step(tree: Tree, parent: number, child: number, path: readonly Member[], taken: boolean): Member[] {
  const feature = tree.features[parent]!
  const share = tree.covers[child]! / tree.covers[parent]!
  const rest = path.filter((member) => member.feature !== feature)
  const before = path.find((member) => member.feature === feature) ?? { passes: true, share: 1 }
  return [...rest, { feature, passes: before.passes && taken, share: before.share * share }]
}

function addLeaf(tree: Tree, leaf: number, path: readonly Member[], values: number[][]): void {
  for (const member of path) {
    const sizes = countSubsets(path.filter((other) => other !== member))
    let weighed = 0
    let weight = 1 / path.length
    for (let size = 0; size < sizes.length; size++) {
      weighed += weight * sizes[size]!
      weight *= (size + 1) / (path.length - 1 - size)
    }
    const gain = (member.passes ? 1 : 0) - member.share
    values.forEach((output, k) => {
      output[member.feature]! += tree.values[leaf * tree.width + k]! * gain * weighed
    })
  }
}

/** Size -> the sum over subsets of that size of the chance to reach the leaf when just these features are known. */
function countSubsets(members: readonly Member[]): number[] {
  let sizes = [1]
  for (const { passes, share } of members) {
    sizes = Array.from({ length: sizes.length + 1 }, (_, size) => {
      return (sizes[size] ?? 0) * share + (passes ? (sizes[size - 1] ?? 0) : 0)
    })
  }
  return sizes
}
