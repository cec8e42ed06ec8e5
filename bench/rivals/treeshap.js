/**
 * Path-dependent TreeSHAP as Lundberg, Erion and Lee published it ("Consistent Individualized Feature Attribution for
 * Tree Ensembles", Algorithm 2): a path that is extended at every node and unwound at every leaf, O(leaves depth^2).
 * It is what shap, LightGBM and XGBoost up to 3.2 run.
 */
export function treeshap(trees, table, rows) {
  const columns = table.columns.map((column) => column.values)
  const shap = columns.map(() => new Float64Array(rows))
  for (const tree of trees) {
    for (let row = 0; row < rows; row++) {
      walk({ tree, columns, shap, row }, 0, { features: [], zeros: [], ones: [], weights: [] }, 1, 1, -1)
    }
  }
  return shap
}

function walk(state, node, above, zero, one, feature) {
  const path = extended(above, zero, one, feature)
  const { tree, columns, shap, row } = state
  if (tree.left[node] < 0) {
    for (let i = 1; i < path.features.length; i++) {
      const weight = unwoundSum(path, i)
      shap[path.features[i]][row] += weight * (path.ones[i] - path.zeros[i]) * tree.values[node]
    }
    return
  }
  const split = tree.features[node]
  const goesLeft = columns[split][row] <= tree.thresholds[node]
  const hot = goesLeft ? tree.left[node] : tree.right[node]
  const cold = goesLeft ? tree.right[node] : tree.left[node]
  let [hotZero, hotOne, rest] = [1, 1, path]
  const seen = path.features.indexOf(split)
  if (seen > 0) {
    hotZero = path.zeros[seen]
    hotOne = path.ones[seen]
    rest = unwound(path, seen)
  }
  walk(state, hot, rest, (hotZero * tree.covers[hot]) / tree.covers[node], hotOne, split)
  walk(state, cold, rest, (hotZero * tree.covers[cold]) / tree.covers[node], 0, split)
}

function extended({ features, zeros, ones, weights }, zero, one, feature) {
  const length = features.length
  const next = [...weights, length === 0 ? 1 : 0]
  for (let i = length - 1; i >= 0; i--) {
    next[i + 1] += (one * next[i] * (i + 1)) / (length + 1)
    next[i] = (zero * next[i] * (length - i)) / (length + 1)
  }
  return { features: [...features, feature], zeros: [...zeros, zero], ones: [...ones, one], weights: next }
}

function unwound(path, index) {
  const length = path.features.length - 1
  const [one, zero] = [path.ones[index], path.zeros[index]]
  const weights = [...path.weights]
  let after = weights[length]
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const before = weights[i]
      weights[i] = (after * (length + 1)) / ((i + 1) * one)
      after = before - (weights[i] * zero * (length - i)) / (length + 1)
    } else weights[i] = (weights[i] * (length + 1)) / (zero * (length - i))
  }
  weights.pop()
  const without = (list) => list.filter((_, i) => i !== index)
  return { features: without(path.features), zeros: without(path.zeros), ones: without(path.ones), weights }
}

function unwoundSum(path, index) {
  return unwound(path, index).weights.reduce((sum, weight) => sum + weight, 0)
}
