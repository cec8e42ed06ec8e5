import type { Explanation } from "../../src/index.js"
import type { RowAccount } from "../plots/plot.js"

/** How many rows an explanation is of. @param total rows of the table that a sample was drawn from. */
export function accountOf({ margins, outputs, sample }: Explanation, total?: number): RowAccount {
  const used = margins.length / outputs
  return sample ? { in: total ?? used, used, sample: "uniform sample, seed 0" } : { in: used, used }
}
