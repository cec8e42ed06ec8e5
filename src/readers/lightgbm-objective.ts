import type { Transform } from "../data/ensemble.js"

/** What LightGBM's `ConvertOutput` does for each objective that a model file may name. */
const kinds: Readonly<Record<string, Transform["kind"]>> = {
  binary: "sigmoid",
  multiclass: "softmax",
  softmax: "softmax",
  multiclassova: "sigmoid",
  cross_entropy: "sigmoid",
  xentropy: "sigmoid",
  cross_entropy_lambda: "log1p-exp",
  xentlambda: "log1p-exp",
  poisson: "exp",
  gamma: "exp",
  tweedie: "exp",
  regression: "identity",
  regression_l2: "identity",
  regression_l1: "identity",
  huber: "identity",
  fair: "identity",
  quantile: "identity",
  mape: "identity",
  lambdarank: "identity",
  rank_xendcg: "identity",
  custom: "identity",
  none: "identity",
}

/**
 * The transform behind an objective line such as `binary sigmoid:1` or `regression sqrt`.
 * @param average what a random forest's sum is divided by.
 */
export function lightgbmTransform(objective: string, average: number, where: string): Transform {
  const [name = "", ...parameters] = objective.split(" ").filter((word) => word !== "")
  const kind = parameters.includes("sqrt") ? "signed-square" : kinds[name]
  if (!kind) {
    throw new Error(`${where}: objective is "${name}", expected one of ${Object.keys(kinds).join(", ")}`)
  }
  const sigmoid = parameters.find((word) => word.startsWith("sigmoid:"))
  const scale = sigmoid ? Number(sigmoid.slice("sigmoid:".length)) : 1
  if (!(scale > 0)) throw new Error(`${where}: objective has "${sigmoid}", expected a sigmoid above 0`)
  return { kind, ...(scale !== 1 && { scale }), ...(average !== 1 && { average }) }
}
