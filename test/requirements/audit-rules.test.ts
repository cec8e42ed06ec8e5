import { expect, test } from "vitest"
import { auditRuns } from "../../src/analysis/audit-runs.js"
import { readAuditRules } from "../../src/audit-rules.js"
import { atOnce } from "../../src/data/gently.js"
import { auditedRun } from "../analysis/audit-runs-of.js"

const artifact = (path: string) => ({ path, bytes: 10 })
const wanted = ["model-artifact", "timing", "memory", "sample-predictions", "data-quality"].map((id) => `runs.${id}`)
const metrics = { precision: 0.65, recall: 0.72, f1_score: 0.68 }
const found = (audited: ReturnType<typeof auditedRun>) =>
  atOnce(auditRuns([audited], readAuditRules()))
    .map(({ rule }) => rule)
    .filter((rule) => wanted.includes(rule))

test("004: what the document wants logged of time, memory, models, predictions and data is asked for, and found where it is", () => {
  expect(found(auditedRun({ metrics }))).toEqual(wanted)
  const measured = { ...metrics, training_time_s: 12.5, detection_latency_ms: 35, memory_usage_mb: 512 }
  for (const model of ["model/model.pkl", "autoencoder.h5"]) {
    const files = [model, "sample_predictions.csv", "data_quality.json"].map(artifact)
    expect(found(auditedRun({ metrics: measured }, { artifacts: files }))).toEqual([])
  }
})
