import { releaseProxy, transfer, wrap } from "comlink"
import type { TableAudit } from "./analysis/audit-tables.js"
import type { DriftOptions } from "./analysis/drift.js"
import type { EvaluateOptions } from "./analysis/evaluation-job.js"
import type { FeatureLags } from "./analysis/feature-lags.js"
import type { LoneScores } from "./analysis/lone-scores.js"
import type { NearRow } from "./analysis/nearest-rows.js"
import type { WindowOptions } from "./analysis/score-windows.js"
import type { Every, TimeWindows } from "./analysis/time-windows.js"
import { copyColumn, copyTable, copyValues } from "./copy-columns.js"
import type { Link, RemoteService } from "./crew.js"
import type { Column } from "./data/column.js"
import type { Ensemble } from "./data/ensemble.js"
import { pickColumns, type Table } from "./data/table.js"
import type { EngineOptions } from "./engine-calls.js"
import { handOver, takingOver } from "./hand-over.js"
import type { OpenedFile } from "./open-file.js"
import type { Dropped } from "./page/dropped-tree.js"
import type { Served } from "./page/served-tree.js"
import { EnginePool } from "./pool.js"
import type { ModelOptions } from "./readers/model-options.js"
import { RemoteStore } from "./remote-store.js"
import type { Drift } from "./results/drift.js"
import type { Evaluation } from "./results/evaluation.js"
import type { Explanation } from "./results/explanation.js"
import type { LongCall } from "./results/progress.js"
import type { RankedFeature } from "./results/ranking.js"
import type { WindowScores } from "./results/window-scores.js"
import type { AuditedTables, LagRoles } from "./service.js"
import type { Workspace, WorkspaceFile } from "./workspace.js"
import type { ListedWorkspaceFile } from "./workspace-service.js"

export type { Dropped } from "./page/dropped-tree.js"
export type { Served } from "./page/served-tree.js"

export interface RemoteOptions extends EngineOptions {
  /** Makes a worker that imports "leafwise/worker", for bundlers that do not find it by themselves. */
  readonly spawn?: () => Worker
}

/** The engine over a pool of Web Workers: nothing of it runs in the page's own thread. */
export class Engine extends EnginePool {
  /** @param options.threads the number of cores by default. */
  static async create({
    threads = navigator.hardwareConcurrency,
    spawn = spawnWorker,
  }: RemoteOptions = {}): Promise<Engine> {
    return new Engine(Array.from({ length: threads }, () => linkTo(spawn())))
  }

  /** As `readModel` of "leafwise", in a worker. `bytes` are handed over when they own their buffer. */
  readModel(bytes: Uint8Array, options: ModelOptions = {}): Promise<Ensemble> {
    return this.call((service) => service.readModel(owned(bytes), options))
  }

  /** As `readTable` of "leafwise", in a worker. */
  readTable(bytes: Uint8Array, options: { name?: string } = {}): Promise<Table> {
    return this.call((service) => service.readTable(owned(bytes), options))
  }

  /** As `openFile` of "leafwise", in a worker, which also reads the bytes of a file or blob. */
  openFile(file: Uint8Array | Blob, name: string): Promise<OpenedFile> {
    const given = file instanceof Uint8Array ? owned(file) : file
    return this.call((service) => service.openFile(given, name))
  }

  /** As `rankFeatures` of "leafwise", in a worker, which stops after the feature it is at. */
  async rankFeatures(
    explanation: Explanation,
    table: Table,
    output?: number,
    call: LongCall = {},
  ): Promise<RankedFeature[]> {
    const values = await copyValues(explanation.values)
    const own = handOver({ ...explanation, values }, values)
    const rows = await copyTable(table)
    const work = (service: RemoteService, job: number) => service.rankFeatures(own, rows, output, job)
    return this.callLong("measuring", table.rows, call, work, { byTurns: true })
  }

  /**
   * As `evaluate` of "leafwise", in a worker that only gets the columns that have a role. Ends early when the signal
   * says so; the worker then stops after the metric it is at.
   */
  async evaluate(table: Table, options: EvaluateOptions, call: LongCall = {}): Promise<Evaluation> {
    const own = await copyTable(pickColumns(table, rolesOf(options)))
    return this.callLong("measuring", table.rows, call, (service, job) => service.evaluate(own, options, job))
  }

  /** As `scoreWindows` of "leafwise", in a worker, as `evaluate`. */
  async scoreWindows(table: Table, options: WindowOptions, call: LongCall = {}): Promise<WindowScores> {
    const own = await copyTable(pickColumns(table, rolesOf(options)))
    return this.callLong("measuring", table.rows, call, (service, job) => service.scoreWindows(own, options, job))
  }

  /** As `auditTables` of "leafwise" by the default rules, in a worker. */
  async auditTables(ensemble: Ensemble, tables: AuditedTables, call: LongCall = {}): Promise<TableAudit> {
    const [train, test] = [
      tables.train && (await copyTable(tables.train)),
      tables.test && (await copyTable(tables.test)),
    ]
    const own = handOver({ ...tables, ...(train && { train }), ...(test && { test }) }, [train, test])
    const work = (service: RemoteService, job: number) => service.auditTables(ensemble, own, job)
    return this.callLong("measuring", (tables.test?.rows ?? 0) + (tables.train?.rows ?? 0), call, work)
  }

  /** As `loneScores` of "leafwise", in a worker, which stops after the feature it is at. */
  async loneScores(
    table: Table,
    target: string,
    features: readonly string[],
    call: LongCall = {},
  ): Promise<LoneScores> {
    const own = await copyTable(pickColumns(table, [target, ...features]))
    const work = (service: RemoteService, job: number) => service.loneScores(own, target, features, job)
    return this.callLong("measuring", table.rows, call, work)
  }

  /** As `featureLags` of "leafwise", in a worker that only gets the columns it looks at. */
  async featureLags(
    table: Table,
    roles: LagRoles,
    features: readonly string[],
    call: LongCall = {},
  ): Promise<FeatureLags> {
    const names = [...Object.values(roles), ...features].filter((name) => name !== undefined)
    const own = await copyTable(pickColumns(table, names))
    const work = (service: RemoteService, job: number) => service.featureLags(own, roles, features, job)
    return this.callLong("measuring", table.rows, call, work)
  }

  /** As `drift` of "leafwise", in a worker, which stops after the column it is at. */
  async drift(reference: Table, current: Table, options: DriftOptions = {}, call: LongCall = {}): Promise<Drift> {
    const [before, after] = [await copyTable(reference), await copyTable(current)]
    const work = (service: RemoteService, job: number) => service.drift(before, after, options, job)
    return this.callLong("measuring", reference.rows + current.rows, call, work)
  }

  /** As `timeWindows` of "leafwise", in a worker, which stops after the rows it is at. */
  async timeWindows(dates: Column, rows: number, every?: Every, call: LongCall = {}): Promise<TimeWindows> {
    const own = await copyColumn(dates)
    const work = (service: RemoteService, job: number) => service.timeWindows(own, rows, every, job)
    return this.callLong("measuring", rows, call, work)
  }

  /** As `nearestRows` of "leafwise", in a worker, which stops after the column it is at. */
  async nearestRows(
    table: Table,
    row: number,
    columns: readonly string[],
    count: number,
    call: LongCall = {},
  ): Promise<NearRow[]> {
    const own = await copyTable(table)
    const work = (service: RemoteService, job: number) => service.nearestRows(own, row, columns, count, job)
    return this.callLong("measuring", table.rows, call, work)
  }
}

/** Bytes that own their buffer go over with it. */
function owned(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? handOver(bytes) : bytes
}

/** What lies in a dropped folder, the models of runs apart: they are found when every run was looked at. */
export interface WorkspaceApart extends Workspace {
  runModels(): Promise<WorkspaceFile[]>
}

function rolesOf({ target, score, group, date, weight, value, id }: EvaluateOptions): string[] {
  return [target, score, group, date, weight, value, id].flat().filter((name) => name !== undefined) as string[]
}

/**
 * As `openWorkspace` of "leafwise", in a worker of its own: however large a store is, the page is not blocked while it
 * is read. The worker lives as long as the page, or until it dies.
 */
export async function openWorkspaceApart(
  given: Dropped | Served,
  spawn: () => Worker = spawnWorker,
): Promise<WorkspaceApart> {
  const { service, died } = linkTo(spawn())
  const listed = await Promise.race([service.openWorkspace(given), died])
  const files = (list: readonly ListedWorkspaceFile[]): WorkspaceFile[] =>
    list.map(({ file, path, run }) => ({
      ...{ path, ...(run && { run }) },
      read: () => Promise.race([service.readWorkspaceFile(file), died]),
    }))
  return {
    stores: listed.stores.map(
      ({ store, name }) => new RemoteStore(name, (asked) => Promise.race([service.askStore(store, asked), died])),
    ),
    models: files(listed.models),
    tables: files(listed.tables),
    others: files(listed.others),
    problems: listed.problems,
    runModels: async () => {
      const found: WorkspaceFile[] = []
      for (const { store } of listed.stores) found.push(...files(await Promise.race([service.runModels(store), died])))
      return found
    },
  }
}

function spawnWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
}

function linkTo(worker: Worker): Link {
  const service = wrap<RemoteService>(worker)
  let fail = (_reason: Error) => {}
  const died = new Promise<never>((_, reject) => {
    fail = reject
    worker.addEventListener("error", (event) =>
      reject(new Error(`a worker died: ${event.message || "it did not load"}`)),
    )
  })
  died.catch(() => {})
  return {
    service: takingOver(service as unknown as RemoteService, transfer),
    died,
    end: () => {
      fail(new Error("the engine was closed"))
      service[releaseProxy]()
      worker.terminate()
    },
  }
}
