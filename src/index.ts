export { checkPair } from "./analysis/check-pair.js"
export { count, describeModel, describeTable } from "./analysis/describe.js"
export { guessRoles } from "./analysis/guess-roles.js"
export { type NearRow, nearestRows } from "./analysis/nearest-rows.js"
export { rankFeatures } from "./analysis/rank-features.js"
export { scoreMargins } from "./analysis/score-margins.js"
export { type DateSplit, splitByDate } from "./analysis/split-by-date.js"
export type { ByteRanges } from "./data/byte-ranges.js"
export { type CategoryColumn, type Column, cellText, missingCount, type NumberColumn } from "./data/column.js"
export type { Ensemble, Feature, Transform } from "./data/ensemble.js"
export type { FileEntry, Files } from "./data/files.js"
export { type Forest, type ForestTraits, viewForest } from "./data/forest.js"
export { joinTables } from "./data/join-tables.js"
export { type ListedFile, listedFiles, treeOfFiles } from "./data/listed-files.js"
export { packForest } from "./data/pack.js"
export type { Experiment, MetricPoint, Problem, Run, RunDataset } from "./data/run.js"
export { columnNamed, findColumn, sliceTable, type Table, takeRows } from "./data/table.js"
export type { LinearLeaf, Tree } from "./data/tree.js"
export { Engine } from "./engine.js"
export type {
  BatchExplanation,
  EngineCalls,
  EngineOptions,
  PartialDependenceOptions,
  PredictOptions,
  ShapBatchesOptions,
  ShapOptions,
  Space,
} from "./engine-calls.js"
export type { GridValue, GridValues } from "./kernels/dependence-grid.js"
export { columnsFit } from "./kernels/match-columns.js"
export { metrics } from "./kernels/metrics.js"
export { type OpenedFile, openFile } from "./open-file.js"
export { openStore } from "./open-store.js"
export type { ByteSource } from "./readers/byte-source.js"
export { modelFormat, readModel } from "./readers/model.js"
export type { ModelOptions } from "./readers/model-options.js"
export { readTable } from "./readers/table.js"
export { type BatchOptions, tableBatches } from "./readers/table-batches.js"
export type { AdditivityError, Explanation } from "./results/explanation.js"
export type { Check, Inventory, Item, Role } from "./results/inventory.js"
export type { Matching } from "./results/matching.js"
export type { PartialDependence } from "./results/partial-dependence.js"
export type { LongCall, Progress } from "./results/progress.js"
export type { Direction, RankedFeature, Ranking, Score } from "./results/ranking.js"
export { FileStore } from "./stores/file.js"
export type { ExperimentQuery, RunQuery, RunStore, View } from "./stores/run-store.js"
export { openWorkspace, type Workspace, type WorkspaceFile } from "./workspace.js"
