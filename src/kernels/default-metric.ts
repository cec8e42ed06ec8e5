import type { Ensemble } from "../data/ensemble.js"

/** The metric that goes with what a model was trained for; `rmse` where that is not known. */
export function defaultMetric({ objective, transform, outputs }: Ensemble): string {
  if (/rank|ndcg|xendcg/.test(objective)) return "ndcg"
  if (/^binary/.test(objective)) return "rocAuc"
  if (outputs > 1 && /^multi/.test(objective)) return "logLoss"
  return outputs > 1 && transform.kind === "softmax" ? "logLoss" : "rmse"
}
