import type { Run } from "../data/run.js"
import type { AuditSubject } from "../results/audit.js"

/** A run with what an audit looks at beside it. */
export interface AuditedRun {
  readonly run: Run
  /** The experiment's name. */
  readonly experiment: string
  /** Files below its artifacts, and of the models it logged; undefined where they were not read. */
  readonly artifacts?: readonly { readonly path: string; readonly bytes: number | null }[]
  /** Texts of the requirements.txt among them, by path. */
  readonly requirements: Readonly<Record<string, string>>
  /** From the model's python_env.yaml. */
  readonly python?: string
  /** Features of the logged model, where its file can be read. */
  readonly modelFeatures?: number
  /** The values of a metric in the order of their steps, of those with several; undefined where they were not read. */
  readonly histories?: Readonly<Record<string, readonly number[]>>
  /** Runs nested in it. */
  readonly children: readonly Run[]
  /** A version of a registered model came from it. */
  readonly registered: boolean
}

export const PARENT = "mlflow.parentRunId"

export function subjectOf({ run, experiment }: Pick<AuditedRun, "run" | "experiment">): AuditSubject {
  return { kind: "run", id: run.runId, name: run.runName, experiment }
}

/** Whether a run is a fold or trial inside another. */
export function isNested({ tags }: Run): boolean {
  return Object.hasOwn(tags, PARENT)
}
