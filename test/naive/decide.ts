import { rule, type Tree } from "../../src/data/tree.js"

/** Which child a value goes to, straight from the libraries' documentation. */
export function goesLeft(tree: Tree, node: number, x: number, library: "lightgbm" | "xgboost"): boolean {
  return library === "lightgbm" ? lightgbmLeft(tree, node, x) : xgboostLeft(tree, node, Math.fround(x))
}

function lightgbmLeft(tree: Tree, node: number, x: number): boolean {
  const rules = tree.rules[node]!
  const listed = tree.sets?.get(node)
  if (rules & rule.categorical) {
    if (Number.isNaN(x)) return false
    const category = Math.trunc(x)
    return category >= 0 && Array.prototype.includes.call(listed, category)
  }
  const missing = rules & 12
  const zero = Math.abs(x) <= Math.fround(1e-35)
  if (missing === rule.missingNaN && Number.isNaN(x)) return (rules & rule.missingLeft) !== 0
  const value = Number.isNaN(x) || zero ? 0 : x
  if (missing === rule.missingZero && value === 0) return (rules & rule.missingLeft) !== 0
  return value <= tree.thresholds[node]!
}

function xgboostLeft(tree: Tree, node: number, x: number): boolean {
  const rules = tree.rules[node]!
  if (Number.isNaN(x)) return (rules & rule.missingLeft) !== 0
  if (!(rules & rule.categorical)) return x < tree.thresholds[node]!
  if (x < 0 || x >= 2 ** 24) return true
  return !Array.prototype.includes.call(tree.sets?.get(node), Math.trunc(x))
}
