import type { Ensemble, Feature } from "../data/ensemble.js"
import { packForest } from "../data/pack.js"
import { rule, type Tree } from "../data/tree.js"
import { Fields } from "./fields.js"
import { type ModelOptions, pickIterations, refuseRepeatedNames } from "./model-options.js"
import { xgboostCategories } from "./xgboost-categories.js"
import { xgboostLinear } from "./xgboost-linear.js"
import { xgboostObjective } from "./xgboost-objective.js"
import { type Grown, type XgboostShape, xgboostTree } from "./xgboost-tree.js"

/**
 * Reads a parsed XGBoost model (JSON or UBJSON, releases 1.7 to 3.x) with the library's own semantics: float32 inputs,
 * <, default directions, dart weights, vector leaves, gblinear.
 * @throws Error naming the file, the tree and the field.
 */
export function readXgboost(document: unknown, options: ModelOptions = {}): Ensemble {
  const where = options.name ? `xgboost ${options.name}` : "xgboost"
  const root = new Fields(document, where, ": ")
  const learner = root.object("learner")
  const parameters = learner.object("learner_model_param")
  const shape = {
    features: parameters.integer("num_feature"),
    outputs: Math.max(1, parameters.integer("num_class", 0), parameters.integer("num_target", 1)),
  }
  const objective = learner.object("objective").text("name")
  const booster = learner.object("gradient_booster")
  const linear = booster.text("name") === "gblinear"
  const grown = linear
    ? xgboostLinear(booster.object("model"), shape, options, where)
    : grow(booster, shape, options, where)
  const version = root.has("version") ? [...root.numbers("version")] : []
  const start = xgboostObjective(objective, parameters.text("base_score"), shape.outputs, version, where)
  // gblinear of 3.1 and newer adds the first number of a base_score vector to every output.
  if (linear) start.base.fill(start.base[0]!)
  const best = learner.has("attributes") ? learner.object("attributes").integer("best_iteration", -1) : -1
  return {
    name: options.name ?? "model",
    library: "xgboost",
    version: version.join(".") || "unknown",
    objective,
    ...start,
    features: featuresOf(learner, booster, shape, grown.trees, where),
    named: learner.has("feature_names") && learner.texts("feature_names").length > 0,
    outputs: shape.outputs,
    ...(best >= 0 && { bestIteration: best }),
    ...(options.missing !== undefined && { missing: options.missing }),
    unseenCategory: "refused",
    notes: [],
    training: trainingOf(learner, booster),
    booster: grown.booster,
    iterations: grown.iterations,
    ...(grown.noShap && { noShap: grown.noShap }),
    forest: packForest(
      grown.trees,
      { ...shape, float32: !linear, strict: true, linearMissingZero: linear, halveZeroCover: true },
      where,
    ),
  }
}

/** Params of the objective and of the forest; learning rate, depth and the like are in no file. */
function trainingOf(learner: Fields, booster: Fields): Record<string, string> {
  const objective = learner.object("objective")
  const groups = objective.keys().filter((key) => key.endsWith("_param"))
  const linear = booster.text("name") === "gblinear"
  const model = linear ? booster.object("model") : modelOf(booster).object("gbtree_model_param")
  return Object.assign({}, ...groups.map((key) => objective.object(key).scalars()), model.scalars())
}

/** Trees of gbtree and dart; dart's weights stand beside the booster (to 3.2) or in its model (from 3.3). */
function grow(booster: Fields, shape: XgboostShape, options: ModelOptions, where: string): Grown {
  const model = modelOf(booster)
  const holder = booster.has("weight_drop") ? booster : model
  const weights = holder.has("weight_drop") ? holder.numbers("weight_drop") : undefined
  const sources = model.objects("trees", (t) => `${where}: tree ${t}`)
  const announced = model.object("gbtree_model_param").integer("num_trees")
  if (sources.length !== announced) {
    throw new Error(`${where}: got ${sources.length} trees, expected ${announced} as num_trees says`)
  }
  const bounds = iterationBounds(model, shape, sources.length)
  const iterations = pickIterations(bounds.length - 1, options, where)
  const outputs = model.numbers("tree_info", sources.length)
  const trees: Tree[] = []
  for (let t = bounds[iterations.start]!; t < bounds[iterations.end]!; t++) {
    const output = outputs[t]!
    if (!(output >= 0 && output < shape.outputs)) {
      throw new Error(`${where}: tree_info[${t}] is ${output}, expected 0 to ${shape.outputs - 1}`)
    }
    trees.push(xgboostTree(sources[t]!, output, Math.fround(weights?.[t] ?? 1), shape))
  }
  return { booster: weights ? "dart" : "gbdt", trees, iterations, ...coverless(trees, bounds[iterations.start]!) }
}

function modelOf(booster: Fields): Fields {
  return (booster.has("gbtree") ? booster.object("gbtree") : booster).object("model")
}

/** First tree of each boosting round. */
function iterationBounds(model: Fields, shape: XgboostShape, trees: number): Float64Array {
  if (model.has("iteration_indptr")) {
    const bounds = model.numbers("iteration_indptr")
    const ascending = bounds.every((bound, i) => i === 0 || bound >= bounds[i - 1]!)
    if (ascending && (bounds.at(-1) ?? 0) === trees) return bounds
    throw new Error(`${model.path("iteration_indptr")} ends at ${bounds.at(-1)}, expected ascending up to ${trees}`)
  }
  const parallel = Math.max(1, model.object("gbtree_model_param").integer("num_parallel_tree", 1))
  const perRound = parallel * shape.outputs
  if (trees % perRound !== 0) {
    throw new Error(
      `${model.where}: got ${trees} trees, expected a multiple of ${perRound} (num_parallel_tree x outputs)`,
    )
  }
  return Float64Array.from({ length: trees / perRound + 1 }, (_, i) => i * perRound)
}

function coverless(trees: readonly Tree[], first: number): { noShap?: string } {
  const vector = trees.some((tree) => tree.width > 1 && tree.covers[0] === 0)
  if (vector) return { noShap: "XGBoost before 3.2 saved trees with vector leaves without their covers (sum_hessian)" }
  const negative = trees.findIndex(({ covers }) => Array.prototype.some.call(covers, (cover) => cover < 0))
  if (negative < 0) return {}
  const { covers } = trees[negative]!
  const node = Array.prototype.findIndex.call(covers, (cover) => cover < 0)
  return { noShap: `tree ${first + negative} has a cover (sum_hessian) below 0: ${covers[node]} at node ${node}` }
}

function featuresOf(
  learner: Fields,
  booster: Fields,
  shape: XgboostShape,
  trees: readonly Tree[],
  where: string,
): Feature[] {
  const names = learner.has("feature_names") ? learner.texts("feature_names") : []
  if (names.length > 0 && names.length !== shape.features) {
    throw new Error(`${where}: got ${names.length} feature names, expected ${shape.features} as num_feature says`)
  }
  refuseRepeatedNames(names, where)
  const types = learner.has("feature_types") ? learner.texts("feature_types") : []
  const categories = xgboostCategories(modelOf(booster), shape.features)
  const split = categoricalSplits(trees)
  return Array.from({ length: shape.features }, (_, j) => ({
    name: names[j] ?? `f${j}`,
    categorical: types[j] === "c" || split.has(j),
    ...(categories[j] && { categories: categories[j] }),
  }))
}

function categoricalSplits(trees: readonly Tree[]): Set<number> {
  const features = new Set<number>()
  for (const tree of trees) {
    for (let node = 0; node < tree.features.length; node++) {
      if (tree.rules[node]! & rule.categorical && tree.left[node]! >= 0) features.add(tree.features[node]!)
    }
  }
  return features
}
