export { type CategoryColumn, type Column, cellText, missingCount, type NumberColumn } from "./data/column.js"
export type { Ensemble, Feature, Transform } from "./data/ensemble.js"
export { type Forest, viewForest } from "./data/forest.js"
export type { Experiment, MetricPoint, Problem, Run, RunDataset } from "./data/run.js"
export { columnNamed, findColumn, sliceTable, type Table, takeRows } from "./data/table.js"
export {
  Engine,
  type EngineCalls,
  type EngineOptions,
  type PredictOptions,
  type ShapOptions,
  type Space,
} from "./engine.js"
export { metrics } from "./kernels/metrics.js"
export { modelFormat, readModel } from "./readers/model.js"
export type { ModelOptions } from "./readers/model-options.js"
export type { AdditivityError, Explanation } from "./results/explanation.js"
export type { Matching } from "./results/matching.js"
export type { LongCall, Progress } from "./results/progress.js"
