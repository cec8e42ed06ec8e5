import { joinPath } from "../data/files.js"
import type { Experiment } from "../data/run.js"
import { readKeys } from "./file-keys.js"
import type { FileMemory } from "./file-memory.js"
import { metaOf, type Report, textOf, timeOf } from "./file-text.js"

/** Folders of an experiment that are no runs. */
const reserved = new Set(["tags", "datasets", "traces", "models"])

/** An experiment's folder; deleted ones lie in `.trash`. */
export interface ExperimentFolder {
  readonly path: string
  readonly experiment: Omit<Experiment, "runCount">
  /** Its folders that may be runs. */
  readonly names: readonly string[]
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
  const paths = [...(await foldersIn(memory, "")), ...(await foldersIn(memory, ".trash"))]
  const metas = await memory.column(paths, "meta.yaml", experimentMeta)
  const lists = await memory.lists(
    paths,
    paths.map(() => ""),
  )
  const named = paths.map((path, i) => ({
    path,
    meta: metas[i],
    damaged: memory.knows(path, "meta.yaml"),
    names: (lists[i] ?? []).filter(({ name, folder }) => folder && !reserved.has(name)).map(({ name }) => name),
  }))
  const lost = await withRuns(memory, named)
  const shown = named.filter(({ path, meta, damaged }) => meta || damaged || lost.has(path))
  const tags = await readKeys(
    memory,
    shown.map(({ path }) => path),
    "tags",
    textOf,
  )
  return distinct(
    memory,
    shown.map(({ path, meta, names }, i) => ({ path, names, experiment: experimentOf(path, meta, tags[i]!) })),
  )
}

async function foldersIn(memory: FileMemory, top: string): Promise<string[]> {
  const [entries = []] = await memory.lists([top], [""])
  const folders = entries.filter(({ name, folder }) => folder && name !== ".trash" && name !== "models")
  return folders.map(({ name }) => joinPath(top, name))
}

/**
 * Folders that have lost their meta.yaml and hold runs. Folders without runs are no experiments: MLflow keeps
 * artifacts of other stores in such.
 */
async function withRuns(
  memory: FileMemory,
  folders: readonly { path: string; damaged: boolean; meta: unknown; names: readonly string[] }[],
): Promise<Set<string>> {
  const lost = new Set<string>()
  for (const { path, meta, damaged, names } of folders) {
    if (meta || damaged || !/(^|\/)\d+$/.test(path)) continue
    const runs = names.map((name) => joinPath(path, name))
    const found = await memory.exist(runs, "meta.yaml")
    if (found.includes(true)) lost.add(path)
    const reason = "meta.yaml is missing: the experiment's name and times cannot be shown"
    memory.note(joinPath(path, "meta.yaml"), found.includes(true) ? reason : undefined)
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
  const runs = new Map<string, string>()
  return folders.map(({ path, names, experiment }) => {
    const id = experiment.experimentId
    const isCopy = taken.has(id) || (id !== nameOf(path) && own.has(id))
    const experimentId = isCopy ? path.replace("/", " ") : id
    taken.add(experimentId)
    const twins = new Map<string, string>()
    for (const name of names) {
      const first = runs.get(name)
      if (first === undefined) runs.set(name, path)
      else twins.set(name, first)
    }
    memory.note(path, isCopy ? `is a copy of experiment ${id}, shown as ${experimentId}` : undefined)
    return { path, names, experiment: { ...experiment, experimentId }, twins }
  })
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}
