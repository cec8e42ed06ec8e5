export { type AnalyzedShap, type AnalyzeShapOptions, analyzeShap } from "./analysis/analyze-shap.js"
export { type AnomalyOptions, anomalies } from "./analysis/anomalies.js"
export { type AuditInput, audit, auditInSteps } from "./analysis/audit.js"
export { auditCards, fitRules, leakRules, type ShownRule } from "./analysis/audit-cards.js"
export type { StoreFacts } from "./analysis/audit-store.js"
export { type Auditor, auditTables, type TableAudit, type TableInput } from "./analysis/audit-tables.js"
export type { AuditedRun } from "./analysis/audited-run.js"
export { checkPair } from "./analysis/check-pair.js"
export { type CompareOptions, compareRuns } from "./analysis/compare-runs.js"
export { type ContenderWindows, type DecideOptions, decide } from "./analysis/decide.js"
export { count, describeModel, describeTable } from "./analysis/describe.js"
export { type DriftOptions, drift } from "./analysis/drift.js"
export { evaluate } from "./analysis/evaluate.js"
export type { EvaluateOptions } from "./analysis/evaluation-job.js"
export { evaluationMetrics } from "./analysis/evaluation-record.js"
export { type FeatureLag, type FeatureLags, featureLags, type LaggedIc } from "./analysis/feature-lags.js"
export { gapInterval, type Ranged } from "./analysis/gap-interval.js"
export { type GroupOptions, groupRuns, type RunField } from "./analysis/group-runs.js"
export { groupsByPrefix } from "./analysis/groups-by-prefix.js"
export { guessRoles } from "./analysis/guess-roles.js"
export { importanceRecord } from "./analysis/importance-record.js"
export { type Interpretation, type Levels, usualLevels, withLevels } from "./analysis/interpretation.js"
export { type InventoryOptions, inventory } from "./analysis/inventory.js"
export { isLoss } from "./analysis/is-loss.js"
export { type LeafSizes, leafSizes } from "./analysis/leaf-sizes.js"
export { type LoneScore, type LoneScores, loneScores } from "./analysis/lone-scores.js"
export { metricKeys } from "./analysis/metric-keys.js"
export { missingAsPython } from "./analysis/missing-as-python.js"
export { missingByWindow, type WindowMissing } from "./analysis/missing-by-window.js"
export { type ModelImportance, modelImportance } from "./analysis/model-importance.js"
export { type NearRow, nearestRows } from "./analysis/nearest-rows.js"
export { NoModelsFound } from "./analysis/no-models-found.js"
export { noiseFloor, withShuffledTarget } from "./analysis/noise-floor.js"
export { type EffectsOptions, parameterEffects } from "./analysis/parameter-effects.js"
export { rankFeatures } from "./analysis/rank-features.js"
export { DEFAULT_TOP, type RankOptions, rankModels } from "./analysis/rank-models.js"
export { rankTags, type TagChange } from "./analysis/rank-tags.js"
export { reportedImportance } from "./analysis/reported-importance.js"
export { type Retraining, retrainScript } from "./analysis/retrain-script.js"
export type { RunRecord } from "./analysis/run-record.js"
export { scoreMargins } from "./analysis/score-margins.js"
export { scoreWindows, type WindowOptions } from "./analysis/score-windows.js"
export { shapByWindow, type WindowShap } from "./analysis/shap-by-window.js"
export { shapRecord } from "./analysis/shap-record.js"
export { type DateSplit, splitByDate } from "./analysis/split-by-date.js"
export { type TimeWindow, type TimeWindows, timeWindows } from "./analysis/time-windows.js"
export { usualMetric } from "./analysis/usual-metric.js"
export {
  type WalkForwardInput,
  type WalkForwardOptions,
  walkForwardRun,
  walkForwardSeries,
} from "./analysis/walk-forward.js"
export { planWalkForward, type WalkForwardPlanOptions } from "./analysis/walk-forward-plan.js"
export { type WalkForwardTableOptions, walkForwardTable } from "./analysis/walk-forward-table.js"
export { type RunWithWindows, windowMetrics, windowValues } from "./analysis/window-values.js"
export { type FactsOptions, readForAudit, type StoreReading } from "./audit-facts.js"
export { readAuditRules } from "./audit-rules.js"
export { championAmong } from "./champion-among.js"
export { type CopyReport, copyRuns } from "./copy-runs.js"
export type { ByteRanges } from "./data/byte-ranges.js"
export { type CategoryColumn, type Column, cellText, missingCount, type NumberColumn } from "./data/column.js"
export type { Ensemble, Feature, Transform } from "./data/ensemble.js"
export type { FileEntry, Files } from "./data/files.js"
export { type Forest, type ForestTraits, viewForest } from "./data/forest.js"
export { joinTables } from "./data/join-tables.js"
export { type ListedFile, listedFiles, treeOfFiles } from "./data/listed-files.js"
export { packForest } from "./data/pack.js"
export type { Bytes } from "./data/plain-bytes.js"
export type { LoggedModel, ModelStage, ModelVersion, RegisteredModel } from "./data/registry.js"
export type { Experiment, MetricPoint, Problem, Run, RunDataset } from "./data/run.js"
export { columnNamed, findColumn, pickColumns, sliceTable, type Table, takeRows } from "./data/table.js"
export type { LinearLeaf, Tree } from "./data/tree.js"
export { championOf, decideInStore, type NamedContender } from "./decide-in-store.js"
export { diffStores } from "./diff-stores.js"
export { Engine } from "./engine.js"
export type {
  BatchExplanation,
  Cells,
  EngineCalls,
  EngineOptions,
  PartialDependenceOptions,
  PermutationOptions,
  PredictOptions,
  ShapBatchesOptions,
  ShapOptions,
  Space,
} from "./engine-calls.js"
export type { Permutations } from "./explicit-orders.js"
export type { GridValue, GridValues } from "./kernels/dependence-grid.js"
export { columnsFit } from "./kernels/match-columns.js"
export { metrics } from "./kernels/metrics.js"
export { sampleRows } from "./kernels/sample-rows.js"
export { type LoggedRecord, logRecord } from "./log-record.js"
export { type OpenedFile, openFile } from "./open-file.js"
export { openStore, type StoreSource } from "./open-store.js"
export { treeOfServed } from "./page/served-tree.js"
export { type Promoted, type Promotion, promoteInStore } from "./promote-in-store.js"
export { type RankAndTagOptions, type RankedStore, rankAndTag } from "./rank-in-store.js"
export type { ByteSource } from "./readers/byte-source.js"
export { modelFormat, readModel } from "./readers/model.js"
export type { ModelOptions } from "./readers/model-options.js"
export { readTable } from "./readers/table.js"
export { type BatchOptions, tableBatches } from "./readers/table-batches.js"
export type { Anomalies } from "./results/anomalies.js"
export type { Audit, AuditFamily, AuditSubject, CleanupPlan, Criterion, Finding, Severity } from "./results/audit.js"
export type { AuditRules } from "./results/audit-rules.js"
export type { Decision, DecisionCard, Recommendation } from "./results/decision-card.js"
export { defaultAuditRules } from "./results/default-audit-rules.js"
export type { ColumnDrift, Drift, DriftStatus } from "./results/drift.js"
export type { Evaluation, MeasuredMetric, Standing, TargetKind } from "./results/evaluation.js"
export type { AdditivityError, Explanation } from "./results/explanation.js"
export type { Check, Inventory, Item, Role } from "./results/inventory.js"
export type { Matching } from "./results/matching.js"
export type { ModelRanking, RankedModel } from "./results/model-ranking.js"
export type { ParameterEffects } from "./results/parameter-effects.js"
export type { PartialDependence } from "./results/partial-dependence.js"
export type {
  DropCandidates,
  FeatureImportance,
  ImportanceSide,
  NoiseFloor,
  PermutationImportance,
} from "./results/permutation-importance.js"
export type { PlotFile, PlotKind, PlotKinds, PlottedExplanation, PlottedRows, TimeSpan } from "./results/plot-data.js"
export type { LongCall, Progress } from "./results/progress.js"
export type { Direction, RankedFeature, Ranking, Score } from "./results/ranking.js"
export {
  type PackedNumbers,
  type Report,
  type ReportCard,
  type ReportedColumn,
  type ReportedCurves,
  type ReportedFinding,
  type ReportedImportance,
  type ReportedMetrics,
  type ReportedRows,
  type RowCard,
  reportCards,
} from "./results/report.js"
export type { ComparedField, RunComparison } from "./results/run-comparison.js"
export type { MetricSummary, RunGroup, RunGroups } from "./results/run-groups.js"
export type { ShapAnalysis } from "./results/shap-analysis.js"
export type { RunDifference, RunPlace, StoreDiff } from "./results/store-diff.js"
export type { StoreInventory } from "./results/store-inventory.js"
export type {
  WalkForward,
  WalkForwardFinding,
  WalkForwardPlan,
  WalkForwardRun,
  WalkForwardWindow,
  WindowedMetric,
} from "./results/walk-forward.js"
export type { WindowScore, WindowScores } from "./results/window-scores.js"
export { scoreTable } from "./score-table.js"
export { storeFindings } from "./store-findings.js"
export { findStoredModel, isStoredModel, type StoredModel } from "./stored-model.js"
export { FileStore } from "./stores/file.js"
export { FilterError } from "./stores/filter-error.js"
export type { ExperimentQuery, RunQuery, RunStore, View } from "./stores/run-store.js"
export { type SearchOptions, searchExperiments, searchRuns } from "./stores/search.js"
export type { Dialect } from "./stores/search-like.js"
export { searchWhere, type WhereQuery } from "./stores/search-where.js"
export { version } from "./version.js"
export {
  type FoundWalkForwards,
  type WalkForwardRuns,
  type WalkForwardSearch,
  walkForwardInStore,
} from "./walk-forward-in-store.js"
export { openWorkspace, type Workspace, type WorkspaceFile } from "./workspace.js"
export { type FittedReport, fitReport, REPORT_ROWS } from "./writers/fit-report.js"
export { htmlReportBytes, writeHtmlReport } from "./writers/html.js"
export { type ReportedCurvesOptions, reportedCurves } from "./writers/report-curves.js"
export { type ReportedRowsOptions, reportedRows } from "./writers/report-rows.js"
