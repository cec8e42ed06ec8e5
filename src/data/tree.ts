/**
 * How a node sends rows left or right, one byte: bit 0 a categorical split; bit 1 missing goes left;
 * bits 2-3 what counts as missing; bit 4 the listed categories go right (XGBoost) instead of left (LightGBM).
 */
export const rule: {
  readonly categorical: 1
  readonly missingLeft: 2
  /** Nothing is missing: NaN is read as 0. */
  readonly missingNone: 0
  /** Zeros (|x| <= 1e-35) and NaN are missing. */
  readonly missingZero: 4
  /** NaN is missing. */
  readonly missingNaN: 8
  readonly listedRight: 16
} = { categorical: 1, missingLeft: 2, missingNone: 0, missingZero: 4, missingNaN: 8, listedRight: 16 }

/** What a linear leaf adds to its value: `constant + sum(coefficients * x[features])`. */
export interface LinearLeaf {
  readonly constant: number
  readonly features: ArrayLike<number>
  readonly coefficients: ArrayLike<number>
}

/**
 * One tree as its library stores it: nodes in any order, root at 0, `left[i] < 0` at a leaf.
 * `values` holds `width` numbers a node (used at leaves), `covers` the weight of training rows that reached it.
 */
export interface Tree {
  readonly output: number
  readonly width: number
  readonly features: ArrayLike<number>
  readonly thresholds: ArrayLike<number>
  readonly rules: ArrayLike<number>
  readonly left: ArrayLike<number>
  readonly right: ArrayLike<number>
  readonly covers: ArrayLike<number>
  readonly gains: ArrayLike<number>
  readonly values: ArrayLike<number>
  /** The listed categories of each categorical node. */
  readonly sets?: ReadonlyMap<number, ArrayLike<number>>
  readonly linear?: ReadonlyMap<number, LinearLeaf>
}

/**
 * The node numbers of a tree in preorder, left child first; nodes that no path reaches are left out.
 * @param where names the tree in errors, e.g. `lightgbm: tree 3`.
 * @throws RangeError for a child out of range or a node that two parents share (a cycle is one).
 */
export function preorder(tree: Tree, where: string): Int32Array {
  const count = tree.left.length
  const order = new Int32Array(count)
  const seen = new Uint8Array(count)
  const stack = [0]
  let reached = 0
  while (stack.length > 0) {
    const node = stack.pop()!
    if (seen[node]) throw new RangeError(`${where}: node ${node} is reached twice, expected a tree without cycles`)
    seen[node] = 1
    order[reached++] = node
    if (tree.left[node]! < 0) continue
    stack.push(child(tree.right[node]!, node, count, where), child(tree.left[node]!, node, count, where))
  }
  return order.subarray(0, reached)
}

function child(index: number, parent: number, count: number, where: string): number {
  if (index >= 0 && index < count) return index
  throw new RangeError(`${where}: node ${parent} has child ${index}, expected a node from 0 to ${count - 1}`)
}
