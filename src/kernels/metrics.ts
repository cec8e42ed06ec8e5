import { rocAuc } from "./metrics/roc-auc.js"
import { spearman } from "./metrics/spearman.js"

/** Metrics over plain or typed arrays, computed at once in the calling thread. */
export const metrics: { readonly rocAuc: typeof rocAuc; readonly spearman: typeof spearman } = { rocAuc, spearman }
