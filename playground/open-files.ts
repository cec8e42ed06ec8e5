import {
  columnsFit,
  count,
  describeModel,
  describeTable,
  type Ensemble,
  type Experiment,
  type Files,
  guessRoles,
  type Item,
  openWorkspace,
  type Role,
  type Run,
  type RunStore,
  type Workspace,
  type WorkspaceFile,
} from "../src/index.js"
import type { WorkspaceApart } from "../src/remote.js"
import { ensembleOf } from "./ensemble-of.js"
import { explainChosen } from "./explain-chosen.js"
import type { LoadedTable, ModelChoice, Session } from "./session.js"
import { withSavedRoles } from "./set-role.js"
import type { Work } from "./state/works.js"

/** A tree of files, or what opens it elsewhere. */
export type Openable = Files | { readonly name: string; open(): Promise<Workspace | WorkspaceApart> }

/** Runs that are read before a store is shown. */
const FIRST_RUNS = 200
/** Runs that come at a time after that, fewer where they have many fields: what crosses over is copied in one go. */
const MORE_RUNS = 500
const MORE_FIELDS = 15_000
/** Models of runs that are tried with a new table. */
const TRIED = 20

/**
 * Opens everything in a tree of files beside what is open already, then analyses the newest model and table that go
 * together. What cannot be read becomes an error; everything else stays.
 * @param loose files at the top were named one by one.
 * @param served the server of this page gave them, and can write stores.
 */
export async function openFiles(
  session: Session,
  files: Openable,
  { loose = true, served = false } = {},
): Promise<void> {
  const before = session.state
  const signal = session.readingSignal
  const work = session.begin(`looking through ${files.name}`)
  try {
    await readAll(session, work, files, loose, served)
  } catch (error) {
    session.fail(error)
  }
  try {
    const pair = signal.aborted ? undefined : await findPair(session, before.models, before.tables)
    if (signal.aborted) return
    if (pair) await explainChosen(session, pair.model, pair.table)
    else chooseScored(session)
  } finally {
    work.end()
  }
}

async function readAll(session: Session, work: Work, files: Openable, loose: boolean, served: boolean): Promise<void> {
  const signal = session.readingSignal
  const found = await ("open" in files ? files.open() : openWorkspace(files))
  const { stores, models, tables, others, problems } = found
  for (const { reason } of problems) session.fail(reason)
  for (const store of stores) await openStore(session, work, store, served)
  // A file that was named by itself is opened whatever it is called; in a folder only what looks like one of ours.
  const named = others.filter(({ path }) => loose && !path.includes("/"))
  const ofRuns = (await (found as Partial<WorkspaceApart>).runModels?.()) ?? []
  for (const file of [...models, ...ofRuns, ...tables, ...named]) {
    if (signal.aborted) return
    await openOne(session, work, file)
  }
  listOthers(
    session,
    others.filter((file) => !named.includes(file)),
  )
  if (stores.length + models.length + tables.length + others.length + problems.length === 0) {
    throw new Error(`${files.name}: nothing in it, expected a model, a table, an mlruns folder or an mlflow.db`)
  }
}

/** Without a model a table with a target and a prediction can still be judged. */
function chooseScored(session: Session): void {
  const { table } = session.state
  const tables = session.state.tables.map((each) => withSavedRoles(session, each))
  const scored = tables.findLast(({ roles }) => roles.target !== undefined && roles.prediction !== undefined)
  if (!table && scored) session.change({ table: scored })
}

/** Shows some runs of a store at once, then the newest, and the others as they are read. */
async function openStore(session: Session, work: Work, store: RunStore, served: boolean): Promise<void> {
  const signal = session.readingSignal
  const show = (experiments: readonly Experiment[], runs: readonly Run[]) => {
    const others = session.state.stores.filter((each) => each.store.name !== store.name)
    session.change({ stores: [...others, { store, experiments, runs, served }] })
  }
  const first = await store.glance?.(FIRST_RUNS)
  if (signal.aborted) return
  if (first) show(first.experiments, first.runs)
  // What was seen at the first look stays in the list, at its end, until its turn comes.
  const glanced = new Map(first?.runs.map((run) => [run.runId, run]))
  let runs: readonly Run[] = []
  let experiments: readonly Experiment[] = []
  let pageToken: string | undefined
  do {
    const maxResults = runs.length === 0 ? FIRST_RUNS : moreRuns(runs[0]!)
    const page = await store.searchRuns({ maxResults, ...(pageToken && { pageToken }) })
    if (signal.aborted) return
    if (runs.length === 0) experiments = await store.experiments()
    runs = [...runs, ...page.runs]
    for (const { runId } of page.runs) glanced.delete(runId)
    pageToken = page.nextPageToken
    show(experiments, pageToken ? [...runs, ...glanced.values()] : runs)
    if (pageToken) work.say(`reading ${store.name}: ${count(runs.length, "run")}`)
  } while (pageToken)
  const notes = store.problems().map(({ path, reason }) => `${path}: ${reason}`)
  const summary = `MLflow store, ${count(experiments.length, "experiment")}, ${count(runs.length, "run")}`
  list(session, { path: store.name, kind: "store", summary, roles: {}, notes })
}

function moreRuns({ metrics, params, tags }: Run): number {
  const fields = [metrics, params, tags].reduce((sum, record) => sum + Object.keys(record).length, 1)
  return Math.min(MORE_RUNS, Math.ceil(MORE_FIELDS / fields))
}

/** Takes a file for what its content is. The models of runs wait until they are chosen. */
async function openOne(session: Session, work: Work, file: WorkspaceFile): Promise<void> {
  const { path, run } = file
  if (run) return addModel(session, { label: `${run.runName || run.runId} / ${path}`, file })
  work.say(`reading ${path}`)
  const opened = await (await session.engine()).openFile(file.blob ?? (await file.read()), nameOf(path))
  if (opened.kind === "unknown") return session.fail(opened.reason)
  if (opened.kind === "model") {
    const { ensemble } = opened
    const notes = [...ensemble.notes, ...(ensemble.noShap ? [`no SHAP values: ${ensemble.noShap}`] : [])]
    list(session, { path, kind: "model", summary: describeModel(ensemble), roles: {}, notes })
    return addModel(session, { label: path, file, ensemble })
  }
  const { table } = opened
  const known = session.state.tables.filter((each) => each.path !== path)
  const roles = guessRoles(table)
  session.change({ tables: [...known, { path, table, roles }] })
  list(session, { path, kind: "table", summary: describeTable(table), roles, notes: [...table.notes] })
}

/** What was passed over, in one line. */
function listOthers(session: Session, others: readonly WorkspaceFile[]): void {
  if (others.length === 0) return
  const names = others.slice(0, 6).map(({ path }) => path)
  const summary = names.join(", ") + (others.length > names.length ? ", ..." : "")
  list(session, { path: count(others.length, "other file"), kind: "unknown", summary, roles: {}, notes: [] })
}

function addModel(session: Session, model: ModelChoice): void {
  const known = session.state.models.filter(({ label }) => label !== model.label)
  session.change({ models: [...known, model] })
}

function list(session: Session, item: Item): void {
  session.change({ items: [...session.state.items.filter(({ path }) => path !== item.path), item] })
}

/** A model and a table that fit, of which at least one is new; the newest first, files before models of runs. */
async function findPair(
  session: Session,
  oldModels: readonly ModelChoice[],
  oldTables: readonly LoadedTable[],
): Promise<{ model: ModelChoice; table: LoadedTable } | undefined> {
  const { models, tables } = session.state
  const linked = linkedPair(session)
  if (linked && !(oldTables.includes(linked.table) && oldModels.includes(linked.model))) {
    const ensemble = await ensembleOf(session, linked.model)
    return ensemble ? { model: linked.model, table: withTarget(session, linked.table, ensemble) } : linked
  }
  const own = models.filter(({ file }) => !file.run).toReversed()
  const candidates = [...own, ...models.filter(({ file }) => file.run).slice(0, TRIED)]
  for (const table of tables.toReversed()) {
    for (const model of candidates) {
      if (oldTables.includes(table) && oldModels.includes(model)) continue
      const ensemble = await ensembleOf(session, model)
      if (ensemble && columnsFit(ensemble, table.table)) return { model, table: withTarget(session, table, ensemble) }
    }
  }
  return undefined
}

/** The model and the table that a link names, when both are open and nothing was looked at before. */
function linkedPair({ state, view }: Session): { model: ModelChoice; table: LoadedTable } | undefined {
  if (state.model) return undefined
  const model = state.models.find(({ label }) => label === view.model)
  const table = state.tables.find(({ path }) => path === view.table)
  return model && table ? { model, table } : undefined
}

/** Beside a model roles are seen better: its features have none. What was chosen or taken away by hand stays. */
function withTarget(session: Session, table: LoadedTable, ensemble: Ensemble): LoadedTable {
  const [alone, beside] = [guessRoles(table.table), guessRoles(table.table, ensemble)]
  const roles = { ...beside, ...table.roles }
  for (const role of Object.keys(alone) as Role[]) {
    const name = table.roles[role] === alone[role] ? beside[role] : table.roles[role]
    if (name === undefined) delete roles[role]
    else roles[role] = name
  }
  const better = { ...table, roles }
  session.change({ tables: session.state.tables.map((each) => (each === table ? better : each)) })
  return better
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}
