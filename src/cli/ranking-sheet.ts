import type { ModelRanking } from "../results/model-ranking.js"
import type { Sheet } from "../results/sheet.js"

/** A ranking of runs as rows. */
export function rankingSheet({ models }: ModelRanking): Sheet {
  return {
    columns: ["rank", "run_id", "run_name", "metric", "value"],
    rows: models.map((model) => [model.rank, model.run_id, model.run_name, model.metric, model.value]),
  }
}
