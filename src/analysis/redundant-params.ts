/** Names of the same parameter of LightGBM, XGBoost and scikit-learn. */
const same: readonly (readonly string[])[] = [
  ["n_estimators", "num_iterations", "num_boost_round", "num_rounds", "num_trees"],
  ["learning_rate", "eta", "shrinkage_rate"],
  ["subsample", "bagging_fraction"],
  ["colsample_bytree", "feature_fraction"],
  ["random_state", "seed", "random_seed"],
  ["n_features", "total_features", "num_features"],
  ["cv_folds", "n_splits", "n_folds", "num_folds"],
  ["min_child_samples", "min_data_in_leaf"],
  ["reg_alpha", "lambda_l1", "alpha"],
  ["reg_lambda", "lambda_l2", "lambda"],
  ["n_jobs", "num_threads", "nthread"],
  ["window", "window_size"],
]

/** Params that say the same twice: two names of one parameter, or one name written in two ways. */
export function redundantParams(params: Readonly<Record<string, string>>): string[][] {
  const keys = Object.keys(params)
  const groups = new Map<string, string[]>()
  for (const key of keys) {
    const plain = key.toLowerCase().replace(/[^a-z0-9]/g, "")
    const list = same.findIndex((names) => names.some((name) => name.replaceAll("_", "") === plain))
    const group = list >= 0 ? `#${list}` : plain
    groups.set(group, [...(groups.get(group) ?? []), key])
  }
  return [...groups.values()].filter((each) => each.length > 1)
}
