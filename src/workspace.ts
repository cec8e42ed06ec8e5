import { type Files, joinPath } from "./data/files.js"
import type { Problem, Run } from "./data/run.js"
import { findStores, type Places } from "./find-stores.js"
import { openSqlInPage } from "./page/sqlite.js"
import { modelFormat, refusedModel } from "./readers/model.js"
import type { RunStore } from "./stores/run-store.js"

/** A file that can be opened; models may be artifacts of a run. */
export interface WorkspaceFile {
  readonly path: string
  readonly run?: Run
  /** The same as a file that other threads can read for themselves, where there is one. */
  readonly blob?: Blob
  read(): Promise<Uint8Array>
}

/** What lies in a folder: MLflow stores, models and tables, found by where and what they are called. */
export interface Workspace {
  readonly stores: readonly RunStore[]
  /** Files of their own first, then those of runs, the newest first. */
  readonly models: readonly WorkspaceFile[]
  readonly tables: readonly WorkspaceFile[]
  /** Files that are none of these. */
  readonly others: readonly WorkspaceFile[]
  /** What looks like a store or an archive and cannot be opened. */
  readonly problems: readonly Problem[]
}

const modelNames = /\.(txt|lgb|ubj|xgb|model|json|cbm|pkl|joblib)$/i
const artifactModels = /^(model|booster)[^/]*\.(txt|lgb|json|ubj|xgb)$|\.(lgb|ubj|xgb)$/i
const tableNames = /\.(arrow|arrows|ipc|feather|ftr|parquet|pq|csv|tsv|ndjson|jsonl)(\.gz)?$/i
/** Runs whose artifacts are looked at for models. */
const RUNS = 100

/** Looks through a tree of files by their names. What belongs to a store is left to it. */
export async function openWorkspace(files: Files, places: Places = { openSql: openSqlInPage }): Promise<Workspace> {
  const found = await openOwn(files, places)
  const artifacts = await Promise.all(found.stores.map(runModels))
  return { ...found, models: [...found.models, ...artifacts.flat()] }
}

/** As `openWorkspace`, without the models of runs: for these every run has to be looked at. */
export async function openOwn(files: Files, places: Places = { openSql: openSqlInPage }): Promise<Workspace> {
  const { stores, own, problems } = await findStores(files, places)
  const tables = own.filter(({ path }) => tableNames.test(path))
  const models = await keepModels(own.filter(({ path }) => modelNames.test(path)))
  const others = own.filter((file) => !tables.includes(file) && !models.includes(file))
  return { stores, models, tables, others, problems }
}

/** Many files are called .txt or .json: only those that begin as a model does are taken for one. */
async function keepModels(files: readonly WorkspaceFile[]): Promise<WorkspaceFile[]> {
  const kept = files.map(async (file) => {
    const bytes = await file.read()
    return modelFormat(bytes) || refusedModel(bytes) ? [file] : []
  })
  return (await Promise.all(kept)).flat()
}

/** The models among the artifacts of the newest runs, in folders of MLflow's flavours as well. */
export async function runModels(store: RunStore): Promise<WorkspaceFile[]> {
  const { runs } = await store.searchRuns({ maxResults: RUNS })
  const found = await Promise.all(runs.map((run) => artifactsOf(store, run, "", 2)))
  return found.flat()
}

async function artifactsOf(store: RunStore, run: Run, folder: string, depth: number): Promise<WorkspaceFile[]> {
  const entries = await store.artifacts(run.runId, folder)
  const found = entries.map(async ({ name, folder: isFolder }): Promise<WorkspaceFile[]> => {
    const path = joinPath(folder, name)
    if (isFolder) return depth > 1 ? artifactsOf(store, run, path, depth - 1) : []
    return artifactModels.test(name) ? [{ path, run, read: () => store.readArtifact(run.runId, path) }] : []
  })
  return (await Promise.all(found)).flat()
}
