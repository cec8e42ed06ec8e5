/** What a model is known by when it is trained again. */
export interface TrainedModel {
  readonly library: "lightgbm" | "xgboost"
  readonly booster: "gbdt" | "dart" | "rf" | "gblinear"
  readonly objective: string
  readonly outputs: number
  readonly rounds: number
  /** Params that the model's file states. */
  readonly training?: Readonly<Record<string, string>>
  /** Params of the run that is repeated. */
  readonly params: Readonly<Record<string, string>>
}

type Params = Record<string, string | number>

/** What a LightGBM file says of its training and what holds for fewer features, too, by what is done without a word. */
const lightgbmDefaults: Readonly<Record<string, number | null>> = {
  ...{ num_leaves: null, learning_rate: null, max_depth: -1, min_data_in_leaf: 20, min_sum_hessian_in_leaf: 0.001 },
  ...{ bagging_fraction: 1, pos_bagging_fraction: 1, neg_bagging_fraction: 1, bagging_freq: 0, feature_fraction: 1 },
  ...{ feature_fraction_bynode: 1, lambda_l1: 0, lambda_l2: 0, linear_lambda: 0, min_gain_to_split: 0, path_smooth: 0 },
  ...{ drop_rate: 0.1, max_drop: 50, skip_drop: 0.5, top_rate: 0.2, other_rate: 0.1, max_bin: 255, min_data_in_bin: 3 },
  ...{ min_data_per_group: 100, max_cat_threshold: 32, cat_l2: 10, cat_smooth: 10, max_cat_to_onehot: 4, seed: 0 },
  ...{ scale_pos_weight: 1, alpha: 0.9, fair_c: 1, poisson_max_delta_step: 0.7, tweedie_variance_power: 1.5 },
  lambdarank_truncation_level: 30,
}

/** Its switches, which take true and false and not the 1 and 0 that its files have. */
const lightgbmSwitches: Readonly<Record<string, "0" | "1">> = {
  ...{ extra_trees: "0", uniform_drop: "0", xgboost_dart_mode: "0", use_missing: "1", zero_as_missing: "0" },
  ...{ linear_tree: "0", is_unbalance: "0", boost_from_average: "1", reg_sqrt: "0", lambdarank_norm: "1" },
}

const ofXgboost =
  /^(num_parallel_tree|scale_pos_weight|quantile_alpha|expectile_alpha|tweedie_variance_power|huber_slope|max_delta_step|lambdarank_pair_method|ndcg_exp_gain)$/

/** Params of runs that are params of the library. */
const ofRuns =
  /^(max_depth|num_leaves|max_leaves|learning_rate|eta|subsample|colsample_bytree|colsample_bylevel|colsample_bynode|feature_fraction|bagging_fraction|bagging_freq|min_child_weight|min_child_samples|min_data_in_leaf|reg_alpha|reg_lambda|lambda_l1|lambda_l2|alpha|lambda|gamma|scale_pos_weight|max_bin|max_delta_step|rate_drop|skip_drop|random_state|seed)$/

/**
 * The params to train a model with again: its objective, what its file states, and what its run logged. A LightGBM file
 * states all of them; where it does, a run's are left aside, as they may have other names.
 */
export function trainingParams(model: TrainedModel): Params {
  const { library, objective, outputs, params } = model
  const own = library === "lightgbm" ? lightgbmParams(model) : xgboostParams(model)
  const logged =
    library === "lightgbm" && Object.hasOwn(own, "num_leaves") ? {} : numbersOf(params, (key) => ofRuns.test(key))
  const seeded = ["seed", "random_state"].some((key) => Object.hasOwn(logged, key) || Object.hasOwn(own, key))
  return {
    // LightGBM writes more than the name: "binary sigmoid:1".
    objective: objective.split(" ")[0] ?? objective,
    ...objectiveParams(objective),
    ...(outputs > 1 && { num_class: outputs }),
    ...(library === "lightgbm" ? { verbose: -1 } : { verbosity: 0 }),
    ...(!seeded && { seed: 42 }),
    ...own,
    ...logged,
  }
}

function lightgbmParams({ booster, training = {} }: TrainedModel): Params {
  // A file does not tell dart by its trees, but by its params. Random forests do not start without bagging.
  const boosting = booster === "rf" ? "rf" : (training.boosting ?? booster)
  const bagging = boosting === "rf" ? { bagging_freq: 1, bagging_fraction: 0.8 } : {}
  const numbers = Object.entries(numbersOf(training, (key) => Object.hasOwn(lightgbmDefaults, key)))
  const switched = Object.entries(lightgbmSwitches).filter(([key, usually]) => {
    return training[key] === (usually === "1" ? "0" : "1")
  })
  return {
    boosting,
    ...bagging,
    ...Object.fromEntries(numbers.filter(([key, value]) => value !== lightgbmDefaults[key])),
    ...Object.fromEntries(switched.map(([key, usually]) => [key, usually === "1" ? "false" : "true"])),
    ...(training.data_sample_strategy === "goss" && { data_sample_strategy: "goss" }),
  }
}

function xgboostParams({ booster, rounds, training = {} }: TrainedModel): Params {
  const own = numbersOf(training, (key) => ofXgboost.test(key))
  const method = training.lambdarank_pair_method
  // A forest of one round grows the same tree again and again without sampling: as XGBRFClassifier draws.
  const forest = rounds === 1 && Number(own.num_parallel_tree) > 1
  return {
    booster: booster === "gbdt" || booster === "rf" ? "gbtree" : booster,
    ...(forest && { learning_rate: 1, subsample: 0.8, colsample_bynode: 0.8, reg_lambda: 1e-5 }),
    ...Object.fromEntries(Object.entries(own).filter(([key, value]) => !(usual[key] === value))),
    ...(method !== undefined && { lambdarank_pair_method: method }),
  }
}

/** What XGBoost does without being told. */
const usual: Readonly<Record<string, number>> = { num_parallel_tree: 1, scale_pos_weight: 1, ndcg_exp_gain: 1 }

/** The numbers among params by their names; XGBoost writes `[3E-1]`, and a float32 of 1.3 as `1.29999995`. */
function numbersOf(
  params: Readonly<Record<string, string>>,
  isWanted: (key: string) => boolean,
): Record<string, number> {
  const plain = Object.entries(params).map(
    ([key, value]) => [key, value.replace(/^\[([^,\]]*)\]$/, "$1").trim()] as const,
  )
  const found = plain.filter(([key, value]) => isWanted(key) && value !== "" && Number.isFinite(Number(value)))
  return Object.fromEntries(found.map(([key, value]) => [key, shortest(Number(value))]))
}

function shortest(value: number): number {
  const short = Number(value.toPrecision(7))
  return !Number.isInteger(value) && Math.fround(short) === Math.fround(value) ? short : value
}

/** Numbers that LightGBM writes behind an objective's name: "binary sigmoid:1", "quantile alpha:0.3". */
function objectiveParams(objective: string): Params {
  const pairs = objective.matchAll(/ (sigmoid|alpha|fair_c|poisson_max_delta_step|tweedie_variance_power):([-\d.e]+)/g)
  return Object.fromEntries([...pairs].map(([, key, value]) => [key!, Number(value)]))
}
