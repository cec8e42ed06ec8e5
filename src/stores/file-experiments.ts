import { type FileEntry, joinPath } from "../data/files.js"
import type { Experiment } from "../data/run.js"
import { readKeys } from "./file-keys.js"
import type { FileMemory, Folder } from "./file-memory.js"
import { metaOf, type Report, textOf, timeOf } from "./file-text.js"

/** Folders of an experiment that are no runs. */
const reserved = new Set(["tags", "datasets", "traces", "models"])

/** An experiment's folder; deleted ones lie in `.trash`. */
export interface ExperimentFolder {
  readonly path: string
  readonly experiment: Omit<Experiment, "runCount">
  /** Its folders that may be runs, by name. */
  readonly runs: ReadonlyMap<string, Folder>
  /** Names that an earlier experiment has, too: its path by the name. */
  readonly twins: ReadonlyMap<string, string>
}

interface ExperimentMeta {
  readonly experimentId: string
  readonly name: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
}

/** Every experiment of a store. One whose meta.yaml is damaged or missing is shown by its folder's name. */
export async function findExperiments(memory: FileMemory): Promise<ExperimentFolder[]> {
  const folders = [...(await foldersIn(memory, "")), ...(await foldersIn(memory, ".trash"))]
  const metas = await memory.column(folders, "meta.yaml", experimentMeta)
  const lists = await memory.lists(
    folders,
    folders.map(() => ""),
  )
  const named: Candidate[] = folders.map((folder, i) => ({
    folder,
    meta: metas[i],
    damaged: memory.knows(folder, "meta.yaml"),
    runs: runFolders(memory, folder, lists[i] ?? []),
  }))
  const lost = await withRuns(memory, named)
  const shown = named.filter((each) => each.damaged || lost.has(each.folder))
  const tags = await readKeys(
    memory,
    shown.map(({ folder }) => folder),
    "tags",
    textOf,
  )
  return distinct(
    memory,
    shown.map(({ folder: { path }, meta, runs }, i) => ({
      path,
      runs,
      experiment: experimentOf(path, meta, tags[i]!),
    })),
  )
}

interface Candidate {
  readonly folder: Folder
  readonly meta: ExperimentMeta | undefined
  /** Whether there is a meta.yaml, be it of use or not. */
  readonly damaged: boolean
  readonly runs: ReadonlyMap<string, Folder>
}

async function foldersIn(memory: FileMemory, top: string): Promise<Folder[]> {
  const [entries = []] = await memory.lists([memory.folder(top)], [""])
  const folders = entries.filter(({ name, folder }) => folder && name !== ".trash" && name !== "models")
  return folders.map(({ name }) => memory.folder(joinPath(top, name)))
}

/** By their parent: the same while its listing is unchanged. */
const runsOf = new WeakMap<Folder, { entries: readonly FileEntry[]; runs: ReadonlyMap<string, Folder> }>()

function runFolders(memory: FileMemory, parent: Folder, entries: readonly FileEntry[]): ReadonlyMap<string, Folder> {
  const before = runsOf.get(parent)
  if (before?.entries === entries) return before.runs
  const names = entries.filter(({ name, folder }) => folder && !reserved.has(name)).map(({ name }) => name)
  const runs = new Map(names.map((name) => [name, memory.folder(joinPath(parent.path, name))]))
  for (const [name, folder] of before?.runs ?? []) if (!runs.has(name)) memory.drop(folder)
  runsOf.set(parent, { entries, runs })
  return runs
}

/**
 * Folders that have lost their meta.yaml and hold runs. Folders without runs are no experiments: MLflow keeps
 * artifacts of other stores in such.
 */
async function withRuns(memory: FileMemory, folders: readonly Candidate[]): Promise<Set<Folder>> {
  const lost = new Set<Folder>()
  for (const { folder, damaged, runs } of folders) {
    if (damaged || !/(^|\/)\d+$/.test(folder.path)) continue
    const paths = [...runs.values()].map(({ path }) => path)
    const hasRuns = (await memory.exist(paths, "meta.yaml")).includes(true)
    if (hasRuns) lost.add(folder)
    const reason = "meta.yaml is missing: the experiment's name and times cannot be shown"
    memory.note(joinPath(folder.path, "meta.yaml"), hasRuns ? reason : undefined)
  }
  return lost
}

function experimentMeta(bytes: Uint8Array, path: string, report: Report): ExperimentMeta {
  const meta = metaOf(bytes)
  const time = (key: string): number | null => timeOf(meta, key, path, report)
  const folder = path.slice(0, path.lastIndexOf("/"))
  const experimentId = String(meta.experiment_id ?? nameOf(folder))
  if (experimentId !== nameOf(folder)) {
    const reason = `the folder is called ${nameOf(folder)}, expected ${experimentId} as its experiment`
    report({ path: folder, reason })
  }
  return {
    experimentId,
    name: String(meta.name ?? ""),
    creationTime: time("creation_time"),
    lastUpdateTime: time("last_update_time"),
  }
}

/** As in MLflow, the place decides whether an experiment is deleted. */
function experimentOf(
  path: string,
  meta: ExperimentMeta | undefined,
  tags: Record<string, string>,
): Omit<Experiment, "runCount"> {
  const { experimentId = nameOf(path), name = nameOf(path), creationTime = null, lastUpdateTime = null } = meta ?? {}
  const lifecycleStage = path.startsWith(".trash/") ? "deleted" : "active"
  return { experimentId, name, lifecycleStage, creationTime, lastUpdateTime, tags }
}

/** Of two folders that claim the same id the one that is called so has it. */
function distinct(memory: FileMemory, folders: readonly Omit<ExperimentFolder, "twins">[]): ExperimentFolder[] {
  const own = new Set(folders.map(({ path }) => nameOf(path)))
  const taken = new Set<string>()
  const first = new Map<string, string>()
  return folders.map(({ path, runs, experiment }) => {
    const id = experiment.experimentId
    const isCopy = taken.has(id) || (id !== nameOf(path) && own.has(id))
    const experimentId = isCopy ? path.replace("/", " ") : id
    taken.add(experimentId)
    const twins = new Map<string, string>()
    if (folders.length > 1) {
      for (const name of runs.keys()) {
        const place = first.get(name)
        if (place === undefined) first.set(name, path)
        else twins.set(name, place)
      }
    }
    memory.note(path, isCopy ? `is a copy of experiment ${id}, shown as ${experimentId}` : undefined)
    return { path, runs, experiment: { ...experiment, experimentId }, twins }
  })
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}
