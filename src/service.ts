import { auditTables, type TableAudit, type TableInput } from "./analysis/audit-tables.js"
import { type DriftOptions, driftInSteps } from "./analysis/drift.js"
import { evaluateInSteps } from "./analysis/evaluate.js"
import type { EvaluateOptions } from "./analysis/evaluation-job.js"
import { type FeatureLags, featureLagsInSteps } from "./analysis/feature-lags.js"
import { type LoneScores, loneScoresInSteps } from "./analysis/lone-scores.js"
import { type NearRow, nearestRowsInSteps } from "./analysis/nearest-rows.js"
import { rankFeaturesInSteps } from "./analysis/rank-features.js"
import { type WindowOptions, windowsInSteps } from "./analysis/score-windows.js"
import type { Steps } from "./analysis/steps.js"
import { type Every, type TimeWindows, timeWindowsInSteps } from "./analysis/time-windows.js"
import { readAuditRules } from "./audit-rules.js"
import type { Column } from "./data/column.js"
import type { Ensemble } from "./data/ensemble.js"
import type { Problem } from "./data/run.js"
import type { Table } from "./data/table.js"
import { drive } from "./drive.js"
import { Engine } from "./engine.js"
import type { Explained, ExplainSpec } from "./explain-table.js"
import type { DependenceRequest } from "./kernels/dependence-request.js"
import type { DependenceSums } from "./kernels/dependence-totals.js"
import type { Inputs } from "./kernels/inputs.js"
import type { PermutationRequest, PermutationScores } from "./kernels/permutation-request.js"
import { type OpenedFile, openFile } from "./open-file.js"
import type { Dropped } from "./page/dropped-tree.js"
import type { Served } from "./page/served-tree.js"
import { readModel } from "./readers/model.js"
import type { ModelOptions } from "./readers/model-options.js"
import { readTable } from "./readers/table.js"
import type { Drift } from "./results/drift.js"
import type { Evaluation } from "./results/evaluation.js"
import type { Explanation } from "./results/explanation.js"
import type { Progress } from "./results/progress.js"
import type { RankedFeature } from "./results/ranking.js"
import type { WindowScores } from "./results/window-scores.js"
import type { Asked } from "./store-verbs.js"
import { type ListedWorkspace, type ListedWorkspaceFile, WorkspaceService } from "./workspace-service.js"

/** What is audited beside the model. */
export type AuditedTables = Omit<TableInput, "ensemble">

/** What the columns are for whose lags are looked at. */
export type LagRoles = Parameters<typeof featureLagsInSteps>[1]

/** What a worker does for a pool. Models are named by number, so that each crosses over once. */
export class EngineService {
  readonly #engine: Engine
  readonly #ensembles = new Map<number, Ensemble>()
  readonly #jobs = new Map<number, AbortController>()
  readonly #tables = new Map<number, Inputs>()
  readonly #done = new Map<number, number>()
  readonly #workspace = new WorkspaceService()

  private constructor(engine: Engine) {
    this.#engine = engine
  }

  static async create(module?: WebAssembly.Module): Promise<EngineService> {
    return new EngineService(await Engine.create(module ? { wasm: module } : {}))
  }

  load(id: number, ensemble: Ensemble): void {
    this.#ensembles.set(id, ensemble)
    // While its first rows are on their way.
    this.#engine.prepare(ensemble)
  }

  unload(id: number): void {
    const ensemble = this.#ensembles.get(id)
    this.#ensembles.delete(id)
    if (ensemble) this.#engine.release(ensemble)
  }

  margins(id: number, inputs: Inputs, job: number): Promise<Float64Array> {
    return this.#work(job, inputs, (signal) =>
      this.#engine.margins(this.#ensembles.get(id)!, inputs, { signal }, inputs),
    )
  }

  async explain(id: number, inputs: Inputs, job: number, { background, ...spec }: ExplainSpec): Promise<Explained> {
    const rivals = background?.inputs
    const onProgress = ({ stage, done }: Progress) => stage === "explaining" && this.#done.set(job, done)
    try {
      return await this.#work(job, inputs, (signal) => {
        const own = { ...spec, signal, onProgress, ...(rivals && { background: { inputs: rivals, key: rivals } }) }
        return this.#engine.explain(this.#ensembles.get(id)!, inputs, own, inputs)
      })
    } finally {
      this.#done.delete(job)
      if (rivals) this.#engine.release(rivals)
    }
  }

  /** Rows that a running call has done. */
  progress(job: number): number {
    return this.#done.get(job) ?? 0
  }

  depend(id: number, inputs: Inputs, request: DependenceRequest, job: number): Promise<DependenceSums> {
    return this.#work(job, inputs, (signal) =>
      this.#engine.depend(this.#ensembles.get(id)!, inputs, request, { signal }, inputs),
    )
  }

  /** Keeps a table's rows for the calls that follow. */
  hold(table: number, inputs: Inputs): void {
    this.#tables.set(table, inputs)
  }

  /** Forgets a table, once running calls that use it end. */
  letGo(table: number): void {
    const inputs = this.#tables.get(table)
    this.#tables.delete(table)
    if (inputs) this.#engine.release(inputs)
  }

  async permute(id: number, table: number, request: PermutationRequest, job: number): Promise<PermutationScores> {
    const inputs = this.#tables.get(table)!
    const onProgress = ({ stage, done }: Progress) => stage === "permuting" && this.#done.set(job, done)
    try {
      return await this.#cancellable(job, (signal) => {
        const call = { signal, onProgress }
        return this.#engine.permute(this.#ensembles.get(id)!, inputs, request, call, inputs, () => {})
      })
    } finally {
      this.#done.delete(job)
    }
  }

  cancel(job: number): void {
    this.#jobs.get(job)?.abort()
  }

  readModel(bytes: Uint8Array, options: ModelOptions): Ensemble {
    return readModel(bytes, options)
  }

  readTable(bytes: Uint8Array, options: { name?: string }): Promise<Table> {
    return readTable(bytes, options)
  }

  async openFile(file: Uint8Array | Blob, name: string): Promise<OpenedFile> {
    const bytes = file instanceof Uint8Array ? file : new Uint8Array(await file.arrayBuffer())
    return openFile(bytes, name)
  }

  rankFeatures(
    explanation: Explanation,
    table: Table,
    output: number | undefined,
    job: number,
  ): Promise<RankedFeature[]> {
    return this.#measure(rankFeaturesInSteps(explanation, table, output), table.rows, job)
  }

  /** The audit of a model and its tables by the default rules. */
  async auditTables(ensemble: Ensemble, tables: AuditedTables, job: number): Promise<TableAudit> {
    const rows = (tables.test?.rows ?? 0) + (tables.train?.rows ?? 0)
    const onProgress = ({ stage, done, total }: Progress) =>
      stage === "permuting" && this.#done.set(job, Math.floor((done / total) * rows))
    try {
      return await this.#cancellable(job, (signal) =>
        auditTables(this.#engine, { ...tables, ensemble }, readAuditRules(), { signal, onProgress }),
      )
    } finally {
      this.#done.delete(job)
      // They crossed over for this call alone.
      for (const each of [ensemble, tables.train, tables.test]) if (each) this.#engine.release(each)
    }
  }

  loneScores(table: Table, target: string, features: readonly string[], job: number): Promise<LoneScores> {
    return this.#measure(loneScoresInSteps(table, target, features), table.rows, job)
  }

  featureLags(table: Table, roles: LagRoles, features: readonly string[], job: number): Promise<FeatureLags> {
    return this.#measure(featureLagsInSteps(table, roles, features), table.rows, job)
  }

  drift(reference: Table, current: Table, options: DriftOptions, job: number): Promise<Drift> {
    return this.#measure(driftInSteps(reference, current, options), reference.rows + current.rows, job)
  }

  timeWindows(dates: Column, rows: number, every: Every | undefined, job: number): Promise<TimeWindows> {
    return this.#measure(timeWindowsInSteps(dates, rows, every), rows, job)
  }

  nearestRows(table: Table, row: number, columns: readonly string[], count: number, job: number): Promise<NearRow[]> {
    return this.#measure(nearestRowsInSteps(table, row, columns, count), table.rows, job)
  }

  evaluate(table: Table, options: EvaluateOptions, job: number): Promise<Evaluation> {
    return this.#measure(evaluateInSteps(table, options), table.rows, job)
  }

  scoreWindows(table: Table, options: WindowOptions, job: number): Promise<WindowScores> {
    return this.#measure(windowsInSteps(table, options), table.rows, job)
  }

  /** Work whose steps say which share of it is done. */
  async #measure<Result>(steps: Steps<Result>, rows: number, job: number): Promise<Result> {
    const onProgress = ({ done }: Progress) => this.#done.set(job, done)
    try {
      return await this.#cancellable(job, (signal) =>
        drive(inRows(steps, rows), "measuring", rows, { signal, onProgress }),
      )
    } finally {
      this.#done.delete(job)
    }
  }

  openWorkspace(given: Dropped | Served): Promise<ListedWorkspace> {
    return this.#workspace.open(given)
  }

  runModels(store: number): Promise<ListedWorkspaceFile[]> {
    return this.#workspace.runModels(store)
  }

  readWorkspaceFile(file: number): Promise<Uint8Array> {
    return this.#workspace.read(file)
  }

  askStore(store: number, asked: Asked): Promise<{ answer: unknown; problems: readonly Problem[] }> {
    return this.#workspace.ask(store, asked)
  }

  async #work<Result>(job: number, inputs: Inputs, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    try {
      return await this.#cancellable(job, work)
    } finally {
      this.#engine.release(inputs)
    }
  }

  async #cancellable<Result>(job: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController()
    this.#jobs.set(job, controller)
    try {
      return await work(controller.signal)
    } finally {
      this.#jobs.delete(job)
    }
  }
}

function* inRows<Result>(steps: Steps<Result>, rows: number): Generator<number, Result> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield Math.floor(step.value * rows)
  }
}
