import type { StoreFacts } from "../../src/analysis/audit-store.js"
import type { AuditedRun } from "../../src/analysis/audited-run.js"
import type { Experiment, Run } from "../../src/data/run.js"

let count = 0

/** A finished run of the experiment `scoring`, with whatever is said of it. */
export function runWith(given: Partial<Run> = {}): Run {
  count++
  return {
    runId: `run${count}`,
    runName: "cv_domain_balanced",
    experimentId: "1",
    status: "FINISHED",
    startTime: 1000 * count,
    endTime: 1000 * count + 500,
    userId: "",
    lifecycleStage: "active",
    artifactUri: "",
    metrics: {},
    params: {},
    tags: {},
    datasets: [],
    ...given,
  }
}

export function auditedRun(run: Partial<Run> = {}, more: Partial<AuditedRun> = {}): AuditedRun {
  return {
    run: runWith(run),
    experiment: "scoring",
    artifacts: [],
    requirements: {},
    histories: {},
    children: [],
    registered: false,
    ...more,
  }
}

export function experimentWith(given: Partial<Experiment> = {}): Experiment {
  const times = { creationTime: 0, lastUpdateTime: 0 }
  return { experimentId: "1", name: "scoring", lifecycleStage: "active", tags: {}, runCount: 1, ...times, ...given }
}

export function factsWith(given: Partial<StoreFacts> = {}): StoreFacts {
  return {
    ...{ name: "mlruns", place: "mlruns", project: "/project", others: [], experiments: [experimentWith()] },
    ...{ runs: [], registered: new Set<string>(), now: 100 * 86_400_000, option: "--store mlruns", ...given },
  }
}
