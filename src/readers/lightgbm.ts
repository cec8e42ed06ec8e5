import type { Ensemble, Feature } from "../data/ensemble.js"
import { packForest } from "../data/pack.js"
import { rule, type Tree } from "../data/tree.js"
import { categoricalColumns, pandasCategories } from "./lightgbm-categories.js"
import { lightgbmTransform } from "./lightgbm-objective.js"
import { type LightgbmText, type Section, splitLightgbm } from "./lightgbm-text.js"
import { constantTree, coverFault, lightgbmTree } from "./lightgbm-tree.js"
import { type ModelOptions, pickIterations, refuseRepeatedNames } from "./model-options.js"

/** Whether text begins as a LightGBM model does. */
export function isLightgbm(start: string): boolean {
  return /^tree\r?\n/.test(start)
}

/**
 * Reads what LightGBM's `save_model` wrote (text versions v2 to v4), with the library's own semantics: float64
 * thresholds and <=, three kinds of missing, category sets, covers from data counts.
 * @throws Error naming the file, the tree and the field.
 */
export function readLightgbm(text: string, options: ModelOptions = {}): Ensemble {
  const where = options.name ? `lightgbm ${options.name}` : "lightgbm"
  if (options.missing !== undefined) {
    throw new RangeError(`${where}: got missing: ${options.missing}, expected none: only XGBoost models take one`)
  }
  const parts = splitLightgbm(text, where)
  const version = versionOf(parts.header)
  const outputs = outputsOf(parts)
  const iterations = pickIterations(parts.trees.length / outputs, options, where)
  const features = featuresOf(parts, where)
  const used = parts.trees.slice(iterations.start * outputs, iterations.end * outputs)
  const constant = parts.header.has("boost_from_average") && iterations.start === 0
  const trees = used.map((section, t) =>
    constant && t === 0 ? constantTree(section, 0) : lightgbmTree(section, t % outputs, features.length),
  )
  const averaged = parts.header.has("average_output")
  const objective = parts.header.text("objective") || "custom"
  const average = averaged ? iterations.end - iterations.start : 1
  const noShap = trees.some((tree) => tree.linear)
    ? "its leaves are linear models (linear_tree=true), for which LightGBM defines none"
    : coverFault(trees, iterations.start * outputs)
  return {
    name: options.name ?? "model",
    library: "lightgbm",
    version,
    booster: averaged ? "rf" : "gbdt",
    objective,
    features: withSplits(features, trees),
    named: true,
    outputs,
    base: new Float64Array(outputs),
    // The leaves of random forests before 2.2.3 are in the space of predictions already.
    transform: lightgbmTransform(averaged && !parts.ended ? "regression" : objective, average, where),
    iterations,
    frameCategories: pandasCategories(parts.tail, where),
    unseenCategory: "missing",
    ...(noShap && { noShap }),
    training: trainingOf(parts.tail),
    notes: averaged ? ["a random forest: the margin is the sum over its trees, predictions use their mean"] : [],
    forest: packForest(
      trees,
      { features: features.length, outputs, float32: false, strict: false, tinyIsZero: true },
      where,
    ),
  }
}

/** Lines `[learning_rate: 0.1]` between `parameters:` and their end. */
function trainingOf(tail: readonly string[]): Record<string, string> {
  const pairs = tail.slice(tail.indexOf("parameters:") + 1).map((line) => /^\[(\w+): (.+)\]$/.exec(line))
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1]!, pair[2]!]] : [])))
}

function versionOf(header: Section): string {
  const version = header.text("version") ?? "v2"
  if (/^v[234]$/.test(version)) return version
  throw new Error(`${header.where}: version is "${version}", expected v2, v3 or v4`)
}

function outputsOf({ header, trees }: LightgbmText): number {
  const outputs = header.integer("num_tree_per_iteration", 1, header.integer("num_class", 1, 1))
  if (trees.length % outputs === 0) return outputs
  throw new Error(
    `${header.where}: got ${trees.length} trees, expected a multiple of num_tree_per_iteration=${outputs}`,
  )
}

function featuresOf({ header, tail }: LightgbmText, where: string): Feature[] {
  const count = header.integer("max_feature_idx", 0) + 1
  const names = (header.text("feature_names") ?? "").split(" ")
  if (names.length !== count) {
    throw new Error(`${where}: feature_names has ${names.length} names, expected ${count} as max_feature_idx says`)
  }
  refuseRepeatedNames(names, where)
  const categorical = new Set(categoricalColumns(tail))
  return names.map((name, j) => ({ name, categorical: categorical.has(j) }))
}

/** A feature is categorical when a split treats it so, too. */
function withSplits(features: readonly Feature[], trees: readonly Tree[]): Feature[] {
  const categorical = new Set<number>()
  for (const tree of trees) {
    for (let node = 0; node < tree.features.length; node++) {
      if (tree.rules[node]! & rule.categorical) categorical.add(tree.features[node]!)
    }
  }
  return features.map((feature, j) => (categorical.has(j) ? { ...feature, categorical: true } : feature))
}
