// What leaves the module: see docs/abi.md.
export { binCodeBytes, binColumns, binUsed, binUsedFeatures, fillBins, setMissing } from "./bins"
export { createBins, releaseBins } from "./cuts"
export { predictLinear, shapLinear } from "./linear"
export { allocate, release, used } from "./memory"
export { rocAuc } from "./metrics/roc-auc"
export { spearman } from "./metrics/spearman"
export {
  conditionalExpectation,
  createDependence,
  partialDependence,
  releaseDependence,
  settleExpectation,
} from "./partial-dependence"
export { predict } from "./predict"
export { createTape, releaseTape, treeshap, treeshapBase } from "./treeshap/quadrature"
