import { readFile, stat } from "node:fs/promises"
import { basename, resolve } from "node:path"
import { checkPair } from "../analysis/check-pair.js"
import { count, describeModel, describeTable } from "../analysis/describe.js"
import { guessRoles } from "../analysis/guess-roles.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import { columnsFit } from "../kernels/match-columns.js"
import { diskFiles } from "../node/files.js"
import { mountFiles } from "../node/mounted-files.js"
import { openWorkspace } from "../node.js"
import { openFile } from "../open-file.js"
import type { Inventory, Item } from "../results/inventory.js"
import { CombinedStore } from "../stores/combined.js"
import type { RunStore } from "../stores/run-store.js"
import { SqliteStore } from "../stores/sqlite.js"
import type { Workspace, WorkspaceFile } from "../workspace.js"
import type { Terminal } from "./terminal.js"

interface Opened {
  readonly items: Item[]
  readonly models: { path: string; ensemble: Ensemble }[]
  readonly tables: { path: string; table: Table }[]
}

/** Opens files and folders, says what each is, and checks every model (but those of runs) against every table. */
export async function takeInventory(
  paths: readonly string[],
  engine: EngineCalls,
  terminal: Terminal,
): Promise<Inventory> {
  const opened: Opened = { items: [], models: [], tables: [] }
  for (const path of paths) await openPath(path, opened, terminal)
  describeTables(opened)
  const pairs: Inventory["pairs"] = []
  for (const { path: model, ensemble } of opened.models) {
    for (const { path: data, table } of opened.tables) {
      const checks = await checkPair(engine, ensemble, table, guessRoles(table, ensemble).prediction)
      pairs.push({ model, data, checks })
    }
  }
  return { items: opened.items, pairs }
}

async function openPath(path: string, opened: Opened, terminal: Terminal): Promise<void> {
  const full = resolve(terminal.cwd, path)
  const facts = await stat(full).catch(() => undefined)
  if (!facts) throw new Error(`${path}: no such file or folder`)
  const isStoreFile = /\.(zip|db|sqlite|sqlite3)$/i.test(path)
  if (!facts.isDirectory() && !isStoreFile) {
    return openOne({ path, read: async () => new Uint8Array(await readFile(full)) }, opened)
  }
  await openFound(path, await openWorkspace(facts.isDirectory() ? diskFiles(full) : await mountFiles([full])), opened)
}

async function openFound(path: string, { stores, models, tables, problems }: Workspace, opened: Opened): Promise<void> {
  for (const store of stores) opened.items.push(await storeItem(store))
  for (const { path: inner, reason } of problems) {
    opened.items.push({ path: `${path}/${inner}`, kind: "unknown", summary: reason, roles: {}, notes: [] })
  }
  const ownModels = models.filter(({ run }) => !run)
  for (const file of [...ownModels, ...tables]) await openOne({ ...file, path: `${path}/${file.path}` }, opened)
}

async function openOne(file: WorkspaceFile, { items, models, tables }: Opened): Promise<void> {
  const { path } = file
  const found = await openFile(await file.read(), basename(path))
  if (found.kind === "unknown") items.push({ path, kind: "unknown", summary: found.reason, roles: {}, notes: [] })
  if (found.kind === "table") tables.push({ path, table: found.table })
  if (found.kind !== "model") return
  models.push({ path, ensemble: found.ensemble })
  const notes = [
    ...found.ensemble.notes,
    ...(found.ensemble.noShap ? [`no SHAP values: ${found.ensemble.noShap}`] : []),
  ]
  items.push({ path, kind: "model", summary: describeModel(found.ensemble), roles: {}, notes })
}

/** Roles are guessed with the first model whose features a table has. */
function describeTables({ items, models, tables }: Opened): void {
  for (const { path, table } of tables) {
    const model = models.find(({ ensemble }) => columnsFit(ensemble, table))
    const roles = guessRoles(table, model?.ensemble)
    items.push({ path, kind: "table", summary: describeTable(table), roles, notes: [...table.notes] })
  }
}

async function storeItem(store: RunStore): Promise<Item> {
  const experiments = await store.experiments()
  const runs = experiments.reduce((sum, { runCount }) => sum + runCount, 0)
  const summary = `MLflow ${kindOf(store)}, ${count(experiments.length, "experiment")}, ${count(runs, "run")}`
  const notes = store.problems().map(({ path, reason }) => `${path}: ${reason}`)
  return { path: store.name, kind: "store", summary, roles: {}, notes }
}

function kindOf(store: RunStore): string {
  if (store instanceof CombinedStore) return store.parts.map((part) => kindOf(part.store)).join(" and ")
  return store instanceof SqliteStore ? "SQLite store" : "file store"
}
