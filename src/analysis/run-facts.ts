import type { Run } from "../data/run.js"
import type { InventoryRun } from "../results/store-inventory.js"

type Facts = Pick<InventoryRun, "features" | "sampling" | "method" | "purpose">

/** What a run was trained on and how, from the tags and params that people use for it. */
export function runFacts(run: Run): Facts {
  const strategy = factOf(run, ["feature_strategy", "features", "feature_set"])
  const number = factOf(run, ["n_features", "total_features", "num_features"])
  return {
    features: strategy === null ? number : number === null ? strategy : `${strategy} (${number})`,
    sampling: factOf(run, ["sampling_strategy", "sampling", "class_weight"]),
    method: methodOf(run),
    purpose: factOf(run, ["purpose"]),
  }
}

/** The first tag, or else param, of these names that has a value. */
function factOf({ tags, params }: Run, names: readonly string[]): string | null {
  for (const name of names) {
    for (const record of [tags, params]) {
      const value = Object.hasOwn(record, name) ? record[name] : undefined
      if (value !== undefined && value !== "" && value !== "None") return value
    }
  }
  return null
}

function methodOf(run: Run): string | null {
  const folds = factOf(run, ["cv_folds", "n_splits"])
  const parts = [
    factOf(run, ["validation", "cv_method", "method"]) ?? (folds === null ? null : `${folds}-fold CV`),
    ...[factOf(run, ["n_iter", "n_trials"])].map((trials) => trials && `${trials} iterations`),
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(", ") : null
}
