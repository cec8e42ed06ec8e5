import { type LinearLeaf, rule, type Tree } from "../data/tree.js"
import type { Section } from "./lightgbm-text.js"

/**
 * One tree. Inner nodes come first, then the leaves: child c >= 0 is an inner node, c < 0 is leaf ~c.
 * @throws Error naming the field that is missing, short or out of range.
 */
export function lightgbmTree(section: Section, output: number, features: number): Tree {
  const leaves = section.integer("num_leaves", 1)
  const inner = leaves - 1
  const kinds = section.numbers("decision_type", inner)
  const linear = section.integer("is_linear", 0, 0) === 1
  return {
    output,
    width: 1,
    features: within(section, "split_feature", section.numbers("split_feature", inner), 0, features - 1),
    thresholds: section.numbers("threshold", inner),
    rules: kinds.map((kind) => (kind & rule.categorical ? rule.categorical : kind & 0b1111)),
    left: children(section, "left_child", leaves),
    right: children(section, "right_child", leaves),
    covers: covers(section, leaves),
    gains: section.has("split_gain") ? section.numbers("split_gain", inner) : new Float64Array(inner),
    values: leafValues(section, leaves),
    sets: categorySets(section, kinds),
    ...(linear && { linear: linearLeaves(section, leaves, features) }),
  }
}

/** The constant first tree of `boost_from_average` in LightGBM 2.0: two equal leaves without data counts. */
export function constantTree(section: Section, output: number): Tree {
  const none = new Float64Array(1)
  const values = leafValues(section, section.integer("num_leaves", 1)).slice(-1)
  const shape = { output, width: 1, features: none, thresholds: none, rules: none, gains: none }
  return { ...shape, left: [-1], right: [-1], covers: [1], values }
}

/** Why a tree's covers give no SHAP values; undefined when they do. `first` is the number of the first tree. */
export function coverFault(trees: readonly Tree[], first: number): string | undefined {
  for (const [t, { left, right, covers }] of trees.entries()) {
    for (let node = 0; node < left.length; node++) {
      if (left[node]! < 0 || (covers[node]! > 0 && covers[left[node]!]! + covers[right[node]!]! > 0)) continue
      return `tree ${first + t} has no data counts (leaf_count, internal_count) at node ${node}`
    }
  }
  return undefined
}

function within(section: Section, key: string, numbers: Float64Array, least: number, most: number): Float64Array {
  const bad = numbers.findIndex((number) => !(Number.isInteger(number) && number >= least && number <= most))
  if (bad < 0) return numbers
  throw new Error(`${section.where}: ${key}[${bad}] is ${numbers[bad]}, expected ${least} to ${most}`)
}

function children(section: Section, key: string, leaves: number): Int32Array {
  const inner = leaves - 1
  const listed = within(section, key, section.numbers(key, inner), -leaves, inner - 1)
  const all = new Int32Array(inner + leaves).fill(-1)
  listed.forEach((child, node) => {
    all[node] = child >= 0 ? child : inner + ~child
  })
  return all
}

/** SHAP weighs by data counts, never by the hessian weights. Old files may have none. */
function covers(section: Section, leaves: number): Float64Array {
  const all = new Float64Array(2 * leaves - 1)
  if (leaves === 1) return all.fill(1)
  if (section.has("internal_count")) all.set(section.numbers("internal_count", leaves - 1))
  if (section.has("leaf_count")) all.set(section.numbers("leaf_count", leaves), leaves - 1)
  return all
}

function leafValues(section: Section, leaves: number): Float64Array {
  const values = section.numbers("leaf_value", leaves)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new Error(`${section.where}: leaf_value[${bad}] is ${values[bad]}, expected a finite number`)
  const all = new Float64Array(2 * leaves - 1)
  all.set(values, leaves - 1)
  return all
}

/** A categorical node's threshold is the number of its set; a set is a bitmap of categories that go left. */
function categorySets(section: Section, kinds: Float64Array): Map<number, number[]> {
  const sets = new Map<number, number[]>()
  const count = section.integer("num_cat", 0)
  if (count === 0 && !kinds.some((kind) => kind & rule.categorical)) return sets
  const bounds = section.numbers("cat_boundaries", count + 1)
  const words = section.numbers("cat_threshold", bounds[count]!)
  const indices = section.numbers("threshold", kinds.length)
  kinds.forEach((kind, node) => {
    if (!(kind & rule.categorical)) return
    const index = indices[node]!
    if (!(index >= 0 && index < count)) {
      throw new Error(
        `${section.where}: threshold[${node}] is ${index}, expected a category set from 0 to ${count - 1}`,
      )
    }
    sets.set(node, bitsOf(words.subarray(bounds[Math.trunc(index)], bounds[Math.trunc(index) + 1])))
  })
  return sets
}

function bitsOf(words: Float64Array): number[] {
  const bits: number[] = []
  words.forEach((word, i) => {
    for (let rest = word >>> 0; rest !== 0; rest &= rest - 1) bits.push(i * 32 + 31 - Math.clz32(rest & -rest))
  })
  return bits
}

function linearLeaves(section: Section, leaves: number, features: number): Map<number, LinearLeaf> {
  const constants = section.numbers("leaf_const", leaves)
  const counts = section.numbers("num_features", leaves)
  const total = counts.reduce((a, b) => a + b, 0)
  const used = within(section, "leaf_features", section.numbers("leaf_features", total), 0, features - 1)
  const coefficients = section.numbers("leaf_coeff", total)
  const linear = new Map<number, LinearLeaf>()
  let at = 0
  counts.forEach((count, leaf) => {
    const terms = { features: used.subarray(at, at + count), coefficients: coefficients.subarray(at, at + count) }
    linear.set(leaves - 1 + leaf, { constant: constants[leaf]!, ...terms })
    at += count
  })
  return linear
}
