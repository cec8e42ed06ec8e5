// What leaves the module: see docs/abi.md.
export { binCodeBytes, binColumns, binUsed, binUsedFeatures, fillBins, setMissing } from "./bins"
export { createBins, releaseBins } from "./cuts"
export { predictLinear, shapLinear } from "./linear"
export { allocate, release, used } from "./memory"
export { averagePrecision } from "./metrics/average-precision"
export { delong, placements } from "./metrics/delong"
export { descendingOrder } from "./metrics/descending-order"
export { kendallTau } from "./metrics/kendall-tau"
export { ndcg } from "./metrics/ndcg"
export { rankIc } from "./metrics/rank-ic"
export { rocAuc } from "./metrics/roc-auc"
export { spearman } from "./metrics/spearman"
export { thresholdCounts } from "./metrics/threshold-counts"
export { topHits } from "./metrics/top-hits"
export {
  conditionalExpectation,
  createDependence,
  partialDependence,
  releaseDependence,
  settleExpectation,
} from "./partial-dependence"
export { permutedMargins } from "./permutation/margins"
export { permute } from "./permutation/permute"
export { createPermutation, permutationColumns, releasePermutation } from "./permutation/plan"
export { shuffleUnit } from "./permutation/shuffle"
export { predict } from "./predict"
export { expectedMargins } from "./treeshap/base"
export { buildTables, createBuilder, releaseBuilder } from "./treeshap/builder"
export { addCrowds } from "./treeshap/crowds"
export { addLeaves, widestRest } from "./treeshap/leaves"
export { lookUp } from "./treeshap/lookup"
export { createPlan, planMarks, planRest, releasePlan } from "./treeshap/plan"
export { createTape, releaseTape, tapeBytes, treeshap } from "./treeshap/quadrature"
export { releaseTables, tablesBytes } from "./treeshap/tables"
