import {
  compareRuns,
  type DecisionCard,
  type Report,
  type ReportedMetrics,
  type Run,
  rankModels,
  reportedRows,
} from "../../src/index.js"
import type { FilterFields } from "../plots/filter-words.js"
import { exampleFinding } from "./card-data.js"
import { explanation, ranking, table } from "./explained.js"

const start = Date.UTC(2024, 0, 1)

export const exampleRuns: readonly Run[] = Array.from({ length: 5 }, (_, i) => ({
  runId: `${i}`.repeat(32),
  runName: i === 2 ? "<img src=x onerror=alert(1)>" : `window ${i}`,
  ...{ experimentId: "1", status: "FINISHED", lifecycleStage: "active", userId: "", artifactUri: "", datasets: [] },
  ...{ startTime: start + i, endTime: start + i + 2500 },
  metrics: { test_auc: 0.6 + ((i * 7) % 5) / 50, rows: 1000 + i },
  params: { depth: String(4 + (i % 2)), rate: "0.1" },
  tags: {},
}))
export const exampleComparison = compareRuns(exampleRuns.slice(0, 3), { baseline: exampleRuns[0]!.runId })
export const exampleFields: FilterFields = {
  ...{ metrics: ["auc", "log loss"], params: ["depth"], tags: ["team"] },
  values: () => ["4", "6"],
}
export const exampleMeasured: ReportedMetrics = {
  ...{ target: "y", kind: "binary", level: 0.95, rows: { total: 400, used: 390 } },
  metrics: [
    {
      ...{ name: "auc", definition: "area under the ROC curve, ties count half", value: 0.7132, reason: null },
      ...{ low: 0.702, high: 0.724, method: "DeLong", samples: null, blocks: null, weighted: false },
      ...{ random: 0.5, constant: 0.5, shuffled: 0.497, standing: "good", rows: 390, unit: "rows", dropped: [] },
    },
  ],
}
const exampleCard: DecisionCard = {
  ...{ metric: "test_auc", windowMetric: "test_auc", windowsFrom: "steps", lowerIsBetter: false },
  champion: { runId: "0".repeat(32), runName: "window 0", model: "models:/flights/3", mean: 0.701 },
  challenger: { runId: "1".repeat(32), runName: "window 1", model: null, mean: 0.706 },
  windows: [0.004, 0.009, -0.001, 0.006, 0.007].map((gain, i) => {
    return { window: String(i), champion: 0.7, challenger: 0.7 + gain, gain, rows: null }
  }),
  ...{
    weightedBy: null,
    unpaired: [],
    wins: 4,
    losses: 1,
    ties: 0,
    gain: 0.005,
    level: 0.95,
    tTestP: 0.04,
    signTestP: 0.375,
    minGain: 0,
  },
  tInterval: { low: 0.0003, high: 0.0097 },
  bootstrap: { low: 0.002, high: 0.008, samples: 2000, blockLength: 2, seed: 0 },
  ...{ recommendation: "promote", reason: "both intervals of the gain lie above 0" },
}
export const exampleReport: Report = {
  ...{ title: "</script><b>A report</b>", version: "0.1.0", created: "2024-01-02T03:04:05.000Z", notes: [] },
  facts: [{ name: "model", value: "model.txt" }],
  ...{ decision: exampleCard, metrics: exampleMeasured, curves: null, findings: [exampleFinding] },
  importance: {
    ...{ metric: "rocAuc", sets: ["test"], rows: { total: 400, used: 390, withoutTarget: 10 } },
    features: [
      { name: "depth", sets: [[0.02, 0.03, 0.025]] },
      { name: "<b>rate</b>", sets: [[0.001, -0.001, 0]] },
    ],
  },
  ranking: rankModels("an experiment", exampleRuns, { metric: "test_auc", topN: 3 }),
  comparison: exampleComparison,
  rows: reportedRows(explanation, table, {
    ...{ cards: ["bar", "beeswarm", "dependence", "waterfall"], ranking, total: 400 },
  }),
}
