import { join } from "node:path"
import { golden } from "../harness/index.js"

/** A number in the goldens' JSON. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity"

/** A run as MLflow's own client sees it. */
export interface ExpectedRun {
  readonly info: {
    readonly run_id: string
    readonly run_name: string
    readonly experiment_id: string
    readonly user_id: string
    readonly status: string
    readonly start_time: number
    readonly end_time: number | null
    readonly artifact_uri: string
    readonly lifecycle_stage: string
  }
  readonly data: {
    readonly metrics: Record<string, JsonNumber>
    readonly params: Record<string, string>
    readonly tags: Record<string, string>
  }
  readonly inputs: { name: string; digest: string; tags: Record<string, string> }[]
  readonly metric_history: Record<string, { value: JsonNumber; timestamp: number; step: number }[]>
  readonly artifacts: { path: string; is_dir: boolean; file_size: number | null }[]
}

/** What MLflow's own client sees in a store. */
export interface ExpectedStore {
  readonly experiments: {
    readonly experiment_id: string
    readonly name: string
    readonly lifecycle_stage: string
    readonly creation_time: number
    readonly last_update_time: number
    readonly tags: Record<string, string>
  }[]
  readonly search_order_default: string[]
  readonly runs: ExpectedRun[]
}

/** A golden JSON file. */
export async function goldenJson<Value>(path: string): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await golden(path)))
}

/** A number of the goldens' JSON as a number. */
export function numberOf(value: JsonNumber): number {
  return Number(value)
}

/** The folder of unpacked goldens on the disk. */
export const goldenFolder: string = join(import.meta.dirname, "../../build/golden")
