import { mkdir, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { copyRuns } from "../copy-runs.js"
import { diffStores } from "../diff-stores.js"
import { diskFiles } from "../node/files.js"
import { exists } from "../node/rename-folder.js"
import { openStore } from "../node.js"
import type { Cell, Sheet } from "../results/sheet.js"
import type { NamedDiff, StoreDiff } from "../results/store-diff.js"
import type { RunStore } from "../stores/run-store.js"
import { emit, note } from "./emit.js"
import { findRuns, type RunOptions, withRunOptions } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { storePath } from "./store-path.js"
import { addStoresArchive } from "./stores-archive.js"
import { findStorePaths } from "./stores-found.js"
import { type Terminal, UsageError } from "./terminal.js"

interface CopyOptions extends CommonOptions, RunOptions {
  readonly newIds?: true
}

/** `leafwise stores`: finding, comparing and joining stores. */
export function addStores(program: Command, terminal: Terminal): void {
  const stores = program.command("stores").description("find, compare, copy and archive whole MLflow stores")
  const find = stores
    .command("find")
    .description("find every store below a folder, in zip archives as well")
    .argument("[folder]", "", ".")
  withCommonOptions(find).action((folder: string, options: CommonOptions) => found(folder, options, terminal))
  const diff = stores
    .command("diff")
    .description("runs that are missing in one of two stores, or differ")
    .argument("<a>")
    .argument("<b>")
  withCommonOptions(diff).action((a: string, b: string, options: CommonOptions) => compared(a, b, options, terminal))
  const copy = stores
    .command("copy")
    .description(
      "copy what B lacks from A: runs with ids, histories, inputs and artifacts, logged models, the registry",
    )
    .argument("<a>")
    .argument("<b>")
    .option("--new-ids", "let B make new ids, as a tracking server does; tags name the old ones")
  withCommonOptions(withRunOptions(copy)).action((a: string, b: string, options: CopyOptions) =>
    copied(a, b, options, terminal),
  )
  addStoresArchive(stores, terminal)
}

async function found(folder: string, options: CommonOptions, terminal: Terminal): Promise<void> {
  const root = resolve(terminal.cwd, folder)
  const facts = await stat(root).catch(() => undefined)
  if (!facts) throw new Error(`${folder}: no such folder`)
  if (!facts.isDirectory())
    throw new UsageError(`${folder}: a file, expected a folder; leafwise inspect says what it is`)
  const stores = []
  for (const { path, kind } of await findStorePaths(diskFiles(root), { archives: true })) {
    const place = join(root, path)
    stores.push({ path: place, kind, ...(await countsOf(place)) })
  }
  const rows = stores.map(({ path, kind, experiments, runs, problem }): Cell[] => [
    path,
    kind,
    experiments,
    runs,
    problem,
  ])
  await emit(stores, { columns: ["path", "kind", "experiments", "runs", "problem"], rows }, options, terminal)
}

async function countsOf(
  place: string,
): Promise<{ experiments: number | null; runs: number | null; problem: string | null }> {
  try {
    const store = await openStore(place)
    const experiments = await store.experiments()
    await store.close?.()
    return {
      experiments: experiments.length,
      runs: experiments.reduce((sum, { runCount }) => sum + runCount, 0),
      problem: null,
    }
  } catch (error) {
    return { experiments: null, runs: null, problem: (error as Error).message }
  }
}

async function compared(a: string, b: string, options: CommonOptions, terminal: Terminal): Promise<void> {
  const [one, other] = [await openStore(storePath(a, terminal)), await openStore(storePath(b, terminal))]
  const diff = await diffStores(one, other)
  note(
    `${diff.same} runs are the same, ${diff.different.length} differ, ${diff.onlyInA.length} only in A, ${diff.onlyInB.length} only in B`,
    options,
    terminal,
  )
  await emit(diff, diffSheet(diff), options, terminal)
}

/** A line for each run that is missing and for each difference. */
export function diffSheet({ onlyInA, onlyInB, different, experiments, loggedModels, registry }: StoreDiff): Sheet {
  const named = (kind: string, { onlyInA, onlyInB, different }: NamedDiff): Cell[][] => [
    ...onlyInA.map((name): Cell[] => [kind, name, null, "only in A", null, null, null]),
    ...onlyInB.map((name): Cell[] => [kind, name, null, "only in B", null, null, null]),
    ...different.flatMap(({ name, differences }) =>
      differences.map(({ what, key, a, b }): Cell[] => [kind, name, null, what, key, a, b]),
    ),
  ]
  const empty = (where: string, names: readonly string[]): Cell[][] =>
    names.map((name) => [name, null, null, where, null, null, null])
  const missing = (where: string, runs: StoreDiff["onlyInA"]): Cell[][] =>
    runs.map((run) => [run.experiment, run.runId, run.runName, where, null, null, null])
  return {
    columns: ["experiment", "run id", "run name", "difference", "key", "a", "b"],
    rows: [
      ...empty("only in A", experiments.onlyInA),
      ...empty("only in B", experiments.onlyInB),
      ...missing("only in A", onlyInA),
      ...missing("only in B", onlyInB),
      ...different.flatMap(({ experiment, runId, runName, differences }) =>
        differences.map(({ what, key, a, b }) => [experiment, runId, runName, what, key, a, b]),
      ),
      ...named("(logged model)", loggedModels),
      ...named("(registry)", registry),
    ],
  }
}

async function copied(a: string, b: string, options: CopyOptions, terminal: Terminal): Promise<void> {
  const from = await openStore(storePath(a, terminal))
  const searched =
    options.filter !== undefined ||
    options.where !== undefined ||
    options.experiment !== undefined ||
    options.limit !== undefined
  const wanted = searched ? new Set((await findRuns(from, options)).runs.map(({ runId }) => runId)) : undefined
  const to = await targetStore(b, terminal)
  const report = await copyRuns(from, to, { ...(wanted && { wanted }), newIds: options.newIds === true })
  for (const remark of report.notes) note(remark, options, terminal)
  const { copied: runs, present, models, versions } = report
  const others = [
    ...(models.length > 0 ? [`, ${models.length} logged models`] : []),
    ...(versions.length > 0 ? [`, ${versions.length} versions of registered models`] : []),
  ]
  note(
    `${runs.length} runs${others.join("")} copied to ${to.name}, ${present.length} runs were there`,
    options,
    terminal,
  )
  const rows = report.copied.map((runId): Cell[] => [runId])
  await emit({ a: from.name, b: to.name, ...report }, { columns: ["copied"], rows }, options, terminal)
}

/** A folder that does not exist becomes an empty file store. */
async function targetStore(target: string, terminal: Terminal): Promise<RunStore> {
  const path = resolve(terminal.cwd, target)
  const isPath = !/^[a-z][a-z0-9+.-]+:/i.test(target) && !/\.(db|sqlite3?|zip)$/i.test(target)
  if (isPath && !(await exists(path))) await mkdir(join(path, ".trash"), { recursive: true })
  return openStore(storePath(target, terminal))
}
