import { existsSync, statSync } from "node:fs"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import { type StoreFacts, shellWord } from "../analysis/audit-store.js"
import { readForAudit, type StoreReading } from "../audit-facts.js"
import type { Files } from "../data/files.js"
import { diskFiles } from "../node/files.js"
import { openStore } from "../node.js"
import { isForeign, sqlitePath } from "../store-uri.js"
import type { RunStore } from "../stores/run-store.js"
import { allRuns } from "../stores/search-where.js"
import { experimentNamed } from "./find-runs.js"
import { storePath } from "./store-path.js"
import { findStorePaths } from "./stores-found.js"
import type { Terminal } from "./terminal.js"

export interface AuditedStore {
  readonly store: RunStore
  readonly facts: StoreFacts
  readonly runs: StoreReading["runs"]
  readonly notes: string[]
  /** As MLflow takes it. */
  readonly trackingUri: string
}

/** How deep other stores are looked for below a project: notebooks/mlruns/mlflow.db. */
const DEPTH = 3

/**
 * Reads a store for an audit, with the other stores of its project. A project's folder with several stores stands for
 * the one in its mlruns.
 */
export async function auditedStore(
  options: { store?: string; experiment?: readonly string[]; deep?: number },
  terminal: Terminal,
): Promise<AuditedStore> {
  const given = storePath(options.store, terminal)
  const path = await mainStore(given)
  const store = await openStore(path)
  const experiments = options.experiment && (await store.experiments({ view: "ALL" }))
  const experimentIds = options.experiment?.map((name) => experimentNamed(experiments!, name).experimentId)
  const { runs, facts, notes } = await readForAudit(store, {
    ...(experimentIds && { experimentIds }),
    ...(options.deep !== undefined && { deep: options.deep }),
  })
  const surroundings = await projectOf(path, store)
  const named = path === given ? options.store : path
  const option = named === undefined ? "" : `--store ${shellWord(named)}`
  return { store, runs, notes, facts: { ...facts, ...surroundings, option }, trackingUri: uriOf(path) }
}

/** Of a folder with an mlruns folder in it, that one. */
async function mainStore(path: string): Promise<string> {
  if (isForeign(path) || sqlitePath(path) !== undefined || !statSync(path).isDirectory()) return path
  if (existsSync(join(path, "mlflow.db")) || basename(path) === "mlruns") return path
  const inside = await findStorePaths(shallow(diskFiles(join(path, "mlruns")), 1)).catch(() => [])
  return inside.length > 0 ? join(path, "mlruns") : path
}

/** Where a store lies in its project, and the others there. Without a project, it is where it should be. */
export async function projectOf(
  path: string,
  store: RunStore,
): Promise<Pick<StoreFacts, "place" | "others" | "project">> {
  const local = sqlitePath(path) ?? (isForeign(path) || /\.zip$/i.test(path) ? undefined : path)
  if (local === undefined) return { place: null, others: [], project: null }
  const whole = resolve(local)
  const folder = statSync(whole).isDirectory() ? whole : dirname(whole)
  const project = aboveNotebooks(dirname(folder))
  const place = relative(project, folder).split(sep).join("/")
  if (basename(folder) !== "mlruns") return { place, others: [], project }
  const own = new Set(await idsOf(store))
  const found = (await findStorePaths(shallow(diskFiles(project), DEPTH))).map((each) => each.path)
  const others = found.filter((each) => each !== place && !`${each}/`.startsWith(`${place}/`))
  return { place, project, others: await Promise.all(others.map((each) => otherStore(project, each, own))) }
}

/** A notebooks folder is part of a project. */
function aboveNotebooks(folder: string): string {
  return /^(notebooks?|scripts|src)$/i.test(basename(folder)) ? dirname(folder) : folder
}

async function otherStore(
  project: string,
  path: string,
  own: ReadonlySet<string>,
): Promise<StoreFacts["others"][number]> {
  const ids = await idsOf(await openStore(join(project, path)))
  return { path, runs: ids.length, foreign: ids.filter((id) => !own.has(id)) }
}

async function idsOf(store: RunStore): Promise<string[]> {
  const experimentIds = (await store.experiments({ view: "ALL" })).map(({ experimentId }) => experimentId)
  const runs = experimentIds.length > 0 ? await allRuns(store, { experimentIds, view: "ALL" }) : []
  return runs.map(({ runId }) => runId)
}

/** Folders below so many others are left out. */
function shallow(files: Files, depth: number): Files {
  return {
    name: files.name,
    list: async (path) => (path.split("/").length > depth ? [] : files.list(path)),
    read: (path) => files.read(path),
    ...(files.ranges && { ranges: (path) => files.ranges!(path) }),
  }
}

function uriOf(path: string): string {
  if (isForeign(path) || sqlitePath(path) !== undefined) return path
  const inside = [path, join(path, "mlflow.db")].find((each) => /\.(db|sqlite3?)$/i.test(each) && existsSync(each))
  return inside === undefined ? path : `sqlite:///${inside}`
}
