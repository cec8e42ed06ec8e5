import { z } from "zod"
import { anomaliesSchema } from "./anomalies.js"
import { auditSchema } from "./audit.js"
import { decisionSchema } from "./decision-card.js"
import { driftSchema } from "./drift.js"
import { evaluationSchema } from "./evaluation.js"
import { inventorySchema } from "./inventory.js"
import { matchingSchema } from "./matching.js"
import { modelRankingSchema } from "./model-ranking.js"
import { parameterEffectsSchema } from "./parameter-effects.js"
import { partialDependenceSchema } from "./partial-dependence.js"
import { permutationImportanceSchema } from "./permutation-importance.js"
import { rankingSchema } from "./ranking.js"
import { shapAnalysisSchema } from "./shap-analysis.js"
import { storeInventorySchema } from "./store-inventory.js"
import { walkForwardPlanSchema, walkForwardSchema } from "./walk-forward.js"

/** What `--json` writes, by the name that `leafwise schema` knows it by. A new result is one more line. */
const schemas: Readonly<Record<string, { readonly schema: z.ZodType; readonly of: string }>> = {
  audit: { schema: auditSchema, of: "leafwise audit: what is wrong, and the cure" },
  decision: { schema: decisionSchema, of: "leafwise runs compare --champion: a card a challenger" },
  evaluation: { schema: evaluationSchema, of: "leafwise metrics: every metric of a table's scores" },
  importance: { schema: permutationImportanceSchema, of: "leafwise importance: how much a metric falls" },
  inventory: { schema: inventorySchema, of: "leafwise inspect: what files are, and what goes together" },
  matching: { schema: matchingSchema, of: "how the columns of a table became the inputs of a model" },
  "model-ranking": { schema: modelRankingSchema, of: "leafwise runs rank, and POST /models/rank" },
  anomalies: { schema: anomaliesSchema, of: "leafwise anomalies: a detector's backtest" },
  drift: { schema: driftSchema, of: "leafwise drift: what moved between two tables" },
  effects: { schema: parameterEffectsSchema, of: "leafwise effects: what params do to a metric" },
  "partial-dependence": { schema: partialDependenceSchema, of: "leafwise pdp: the mean prediction over a grid" },
  "walk-forward": { schema: walkForwardSchema, of: "leafwise walkforward: windows of runs, checked and summed up" },
  "walk-forward-plan": { schema: walkForwardPlanSchema, of: "leafwise walkforward plan: windows that lengths make" },
  "shap-analysis": { schema: shapAnalysisSchema, of: "leafwise analyze-shap: what drives a model, and how surely" },
  ranking: { schema: rankingSchema, of: "leafwise shap: features by mean |SHAP|" },
  "store-inventory": { schema: storeInventorySchema, of: "leafwise inventory: experiments, runs, what is missing" },
}

/** The results that have a schema, and which command writes each. */
export const schemaNames: readonly { readonly name: string; readonly of: string }[] = Object.entries(schemas).map(
  ([name, { of }]) => ({ name, of }),
)

/**
 * The JSON Schema (draft 2020-12) of a result.
 * @throws RangeError for a name that is none.
 */
export function jsonSchemaOf(name: string): object {
  const found = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (found) return { title: name, description: found.of, ...z.toJSONSchema(found.schema) }
  throw new RangeError(`got the result "${name}", expected one of ${Object.keys(schemas).join(", ")}`)
}
