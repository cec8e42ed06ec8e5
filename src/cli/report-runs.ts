import { basename } from "node:path"
import { compareRuns } from "../analysis/compare-runs.js"
import type { Run } from "../data/run.js"
import type { Report } from "../results/report.js"
import type { RunComparison } from "../results/run-comparison.js"
import type { RunStore } from "../stores/run-store.js"
import { findRuns, runOf, runsOf } from "./find-runs.js"
import type { ReportOptions } from "./report-options.js"
import { openStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

/** What a report says about runs. */
export interface RunPart {
  readonly facts: Report["facts"]
  readonly comparison: RunComparison
}

/** The runs that the options name or find, side by side; undefined where they ask for none. */
export async function compareForReport(options: ReportOptions, terminal: Terminal): Promise<RunPart | undefined> {
  const { experiment, run, baseline } = options
  if (!experiment && !run) return undefined
  const store = await openStoreOption(options, terminal)
  const found = await wantedRuns(store, options)
  const base = baseline === undefined ? undefined : await runOf(store, baseline)
  const runs = base && !found.some(({ runId }) => runId === base.runId) ? [base, ...found] : found
  if (runs.length === 0) throw new UsageError("no run was found to compare; leafwise runs list shows what there is")
  return {
    facts: [
      { name: "store", value: basename(store.name) },
      ...(experiment ? [{ name: "experiment", value: experiment.join(", ") }] : []),
      { name: "runs compared", value: String(runs.length) },
    ],
    comparison: compareRuns(runs, base && { baseline: base.runId }),
  }
}

async function wantedRuns(store: RunStore, options: ReportOptions): Promise<Run[]> {
  const { experiment, run, filter, orderBy, limit } = options
  const named = run ? await runsOf(store, run) : []
  if (!experiment) return named
  const query = { experiment, limit, view: "active" as const, ...(filter && { filter }), ...(orderBy && { orderBy }) }
  const { runs } = await findRuns(store, query)
  return [...named, ...runs.filter(({ runId }) => !named.some((each) => each.runId === runId))]
}
