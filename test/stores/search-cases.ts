import type { Experiment, Run } from "../../src/data/run.js"
import type { View } from "../../src/stores/run-store.js"
import { goldenJson, type JsonNumber, numberOf } from "./golden-store.js"

export interface SearchCase {
  readonly id: string
  readonly filter: string
  readonly order_by: string[]
  readonly view: View
  readonly expect: Answer
  readonly sqlite?: Answer
}

/** Ids or names in order, or the code of MLflow's error. */
export interface Answer {
  readonly run_ids?: string[]
  readonly names?: string[]
  readonly error?: string
}

interface SearchCases {
  readonly runs: CapturedRun[]
  readonly cases: SearchCase[]
  readonly paging: {
    readonly order_by: string[]
    readonly max_results: number
    readonly pages: { run_ids: string[]; next_page_token: string | null }[]
    readonly tokens: Readonly<Record<string, Answer>>
  }
  readonly experiments: (Pick<Experiment, "name" | "tags"> & { lifecycle_stage: Experiment["lifecycleStage"] })[]
  readonly experiment_cases: SearchCase[]
}

interface CapturedRun extends Pick<Run, "status" | "params" | "tags" | "datasets"> {
  readonly run_id: string
  readonly run_name: string
  readonly start_time: number
  readonly end_time: number | null
  readonly user_id: string
  readonly lifecycle_stage: Run["lifecycleStage"]
  readonly artifact_uri_suffix: string
  readonly metrics: Readonly<Record<string, JsonNumber>>
}

export const searchCases = await goldenJson<SearchCases>("search/search_cases.json")

export const capturedRuns: readonly Run[] = searchCases.runs.map((run) => ({
  runId: run.run_id,
  runName: run.run_name,
  experimentId: "1",
  status: run.status,
  startTime: run.start_time,
  endTime: run.end_time,
  userId: run.user_id,
  lifecycleStage: run.lifecycle_stage,
  artifactUri: `mlruns/1/${run.artifact_uri_suffix}`,
  metrics: Object.fromEntries(Object.entries(run.metrics).map(([key, value]) => [key, numberOf(value)])),
  params: run.params,
  tags: run.tags,
  datasets: run.datasets,
}))

/** Created in this order, ids rising with it. */
export const capturedExperiments: readonly Experiment[] = searchCases.experiments.map((experiment, at) => ({
  experimentId: at === 0 ? "0" : `10${at}`,
  name: experiment.name,
  lifecycleStage: experiment.lifecycle_stage,
  creationTime: 1_700_000_000_000 + at,
  lastUpdateTime: 1_700_000_000_000 + at,
  tags: experiment.tags,
  runCount: 0,
}))
