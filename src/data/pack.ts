import { type Forest, type ForestTraits, layOutForest, viewForest } from "./forest.js"
import { type LinearLeaf, preorder, type Tree } from "./tree.js"

/**
 * Packs trees into one buffer (see forest.ts), renumbering each tree's nodes in preorder.
 * @param where names the model in errors, e.g. `lightgbm model.txt`.
 * @throws RangeError for cycles and children out of range.
 */
export function packForest(trees: readonly Tree[], traits: ForestTraits, where: string): ArrayBuffer {
  const orders = trees.map((tree, t) => preorder(tree, `${where}: tree ${t}`))
  const buffer = layOutForest(measure(trees, orders), traits)
  const forest = viewForest(buffer)
  let at = 0
  for (let t = 0; t < trees.length; t++) {
    forest.roots[t] = at
    forest.treeOutputs[t] = trees[t]!.output
    at = placeTree(forest, trees[t]!, orders[t]!, at)
  }
  forest.roots[trees.length] = at
  return buffer
}

function measure(trees: readonly Tree[], orders: readonly Int32Array[]) {
  const linear = trees.some((tree) => tree.linear)
  const sizes = { trees: trees.length, nodes: 0, width: trees[0]?.width ?? 1, sets: 0, terms: 0, linear }
  for (let t = 0; t < trees.length; t++) {
    sizes.nodes += orders[t]!.length
    for (const node of orders[t]!) {
      sizes.sets += trees[t]!.sets?.get(node)?.length ?? 0
      sizes.terms += trees[t]!.linear?.get(node)?.features.length ?? 0
    }
  }
  return sizes
}

function placeTree(forest: Forest, tree: Tree, order: Int32Array, start: number): number {
  const place = new Int32Array(tree.left.length)
  for (let i = 0; i < order.length; i++) place[order[i]!] = start + i
  for (let i = 0; i < order.length; i++) placeNode(forest, tree, order[i]!, start + i, place)
  return start + order.length
}

function placeNode(forest: Forest, tree: Tree, node: number, at: number, place: Int32Array): void {
  const leaf = tree.left[node]! < 0
  forest.splits[at] = leaf ? -1 : tree.features[node]!
  forest.rights[at] = leaf ? -1 : place[tree.right[node]!]!
  forest.rules[at] = leaf ? 0 : tree.rules[node]!
  forest.thresholds[at] = leaf ? 0 : tree.thresholds[node]!
  forest.covers[at] = tree.covers[node]!
  forest.gains[at] = leaf ? 0 : tree.gains[node]!
  if (leaf) placeValues(forest, tree, node, at)
  placeSet(forest, tree.sets?.get(node), at)
  placeLinear(forest, leaf ? tree.linear?.get(node) : undefined, at)
}

function placeValues(forest: Forest, tree: Tree, node: number, at: number): void {
  for (let k = 0; k < tree.width; k++) forest.values[at * tree.width + k] = tree.values[node * tree.width + k]!
}

function placeSet(forest: Forest, set: ArrayLike<number> | undefined, at: number): void {
  if (forest.setStarts.length === 0) return
  const start = forest.setStarts[at]!
  if (set) forest.categories.set(set, start)
  forest.setStarts[at + 1] = start + (set?.length ?? 0)
}

function placeLinear(forest: Forest, leaf: LinearLeaf | undefined, at: number): void {
  if (forest.linearStarts.length === 0) return
  const start = forest.linearStarts[at]!
  forest.linearStarts[at + 1] = start + (leaf?.features.length ?? 0)
  if (!leaf) return
  forest.linearConstants[at] = leaf.constant
  forest.linearFeatures.set(leaf.features, start)
  forest.linearCoefficients.set(leaf.coefficients, start)
}
