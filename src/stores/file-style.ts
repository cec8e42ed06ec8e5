import { joinPath } from "../data/files.js"
import type { WritableFiles } from "../data/writable-files.js"
import { readMetaIf } from "./file-places.js"
import { type KeyRules, newRules, oldRules } from "./keys.js"
import type { Meta, MetaValue } from "./yaml-meta.js"

/** How the release that wrote a store writes its meta.yaml: seen in those that are there. */
export interface FileStyle {
  /** MLflow 2 names a run twice; it cannot read runs without. */
  readonly runUuid: boolean
  /** Whether models are logged beside the runs, as MLflow 3 does. */
  readonly models: boolean
  /** Keys that later releases write in an experiment's meta.yaml. */
  readonly experimentExtras: Meta
  /** The same in a registered model's, and in a version's. */
  readonly modelExtras: Meta
  readonly versionExtras: Meta
  readonly rules: KeyRules
}

const experimentKeys = ["artifact_location", "creation_time", "experiment_id", "last_update_time", "lifecycle_stage"]

/** @param experiment the folder to look at first. */
export async function fileStyle(files: WritableFiles, experiment = ""): Promise<FileStyle> {
  const names = await experimentFolders(files)
  const ordered = experiment === "" ? names : [experiment, ...names.filter((name) => name !== experiment)]
  const [meta = {}] = await firstMetas(files, ordered, 1)
  const run = await firstRun(files, ordered)
  const workspace: Record<string, MetaValue> = "workspace" in meta ? { workspace: meta.workspace! } : {}
  const late = "workspace" in meta
  // MLflow 2 made no folders for models; an empty store may become one of MLflow 3.
  const older = run !== undefined && "run_uuid" in run
  const modelled = (older || !(run || late)) && (await hasModels(files, names))
  const runUuid = run ? older : !(late || modelled)
  return {
    runUuid,
    models: !older || modelled,
    experimentExtras: extras(meta, [...experimentKeys, "name", "tags"]),
    modelExtras: late ? { ...workspace, deployment_job_id: null, deployment_job_state: null } : {},
    versionExtras: runUuid
      ? { aliases: [] }
      : { model_id: null, ...(late && { ...workspace, deployment_job_state: null }) },
    rules: runUuid ? oldRules : newRules,
  }
}

/** What stands in a meta.yaml beside the keys of all releases: a workspace stays, settings are unset. */
function extras(meta: Meta, known: readonly string[]): Meta {
  const others = Object.keys(meta).filter((key) => !known.includes(key))
  return Object.fromEntries(others.map((key) => [key, key === "workspace" ? meta[key]! : null]))
}

async function experimentFolders(files: WritableFiles): Promise<string[]> {
  const entries = (await files.list("")) ?? []
  return entries.flatMap(({ name, folder }) => (folder && name !== "models" && !name.startsWith(".") ? [name] : []))
}

async function hasModels(files: WritableFiles, experiments: readonly string[]): Promise<boolean> {
  for (const experiment of experiments) {
    const models = (await files.list(joinPath(experiment, "models"))) ?? []
    if (models.some(({ name, folder }) => folder && name.startsWith("m-"))) return true
  }
  return false
}

async function firstRun(files: WritableFiles, experiments: readonly string[]): Promise<Meta | undefined> {
  for (const experiment of experiments) {
    const entries = (await files.list(experiment)) ?? []
    const runs = entries.filter(({ name, folder }) => folder && /^[a-zA-Z0-9][\w-]{15,}$/.test(name))
    const [meta] = await firstMetas(
      files,
      runs.map(({ name }) => joinPath(experiment, name)),
      1,
    )
    if (meta) return meta
  }
  return undefined
}

async function firstMetas(files: WritableFiles, folders: readonly string[], most: number): Promise<Meta[]> {
  const found: Meta[] = []
  for (const folder of folders) {
    if (found.length >= most) break
    // A damaged one says nothing about the release.
    const meta = await readMetaIf(files, folder).catch(() => undefined)
    if (meta) found.push(meta)
  }
  return found
}
