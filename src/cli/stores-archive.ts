import { basename, dirname, extname, join } from "node:path"
import type { Command } from "commander"
import { diffStores } from "../diff-stores.js"
import { renameToFree } from "../node/rename-folder.js"
import { openStore } from "../node.js"
import { note } from "./emit.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { storePath } from "./store-path.js"
import { type Terminal, UsageError } from "./terminal.js"

interface ArchiveOptions extends CommonOptions {
  readonly copy: string
  readonly withoutDatasets?: true
  readonly despiteProblems?: true
}

/** `leafwise stores archive`: takes a store out of use once all of it is elsewhere. */
export function addStoresArchive(stores: Command, terminal: Terminal): void {
  const command = stores
    .command("archive")
    .description("rename a store to NAME_archived_DATE, once a copy has all of its runs unchanged")
    .argument("<a>", "the store's folder or database")
    .requiredOption("--copy <b>", "the store that has all of it")
  command.option("--without-datasets", "although the copy does not name the datasets that runs had as inputs")
  command.option("--despite-problems", "although something in a store cannot be read, and so was not compared")
  withCommonOptions(command).action((a: string, options: ArchiveOptions) => archive(a, options, terminal))
}

async function archive(a: string, options: ArchiveOptions, terminal: Terminal): Promise<void> {
  const [path, copy] = [storePath(a, terminal), storePath(options.copy, terminal)]
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) throw new UsageError(`got ${a}, expected the path of a store on this machine`)
  if (path === copy) throw new UsageError("got one store twice, expected a store and its copy")
  const [store, other] = [await openStore(path), await openStore(copy)]
  const { same, onlyInA, different, experiments, loggedModels, registry, problems } = await diffStores(store, other)
  const matters = (what: string) => what !== "dataset" || !options.withoutDatasets
  const differing = different.filter(({ differences }) => differences.some(({ what }) => matters(what)))
  if (onlyInA.length + differing.length + experiments.onlyInA.length > 0) {
    const missing = `${onlyInA.length} runs and ${experiments.onlyInA.length} experiments are missing in ${other.name}`
    throw new Error(
      `${path}: not archived, for ${missing}, and ${differing.length} runs differ. leafwise stores diff says which, stores copy copies what is missing`,
    )
  }
  const others = [loggedModels, registry].flatMap((each) => [
    ...each.onlyInA,
    ...each.different.map(({ name }) => name),
  ])
  if (others.length > 0) {
    const shown = others.slice(0, 5).join(", ")
    throw new Error(
      `${path}: not archived, for ${others.length} logged models, registered models or versions are missing in ${other.name} or differ there: ${shown}. leafwise stores diff says how`,
    )
  }
  if (problems.length > 0 && !options.despiteProblems) {
    const [{ path: place, reason }] = problems as [{ path: string; reason: string }]
    throw new Error(
      `${path}: not archived, for what cannot be read was not compared (--despite-problems does it all the same): ${place}: ${reason} (${problems.length} in all)`,
    )
  }
  const target = join(dirname(path), archivedName(basename(path), new Date()))
  await renameToFree(path, target)
  note(`${same + different.length} runs are in ${other.name}; ${path} is now ${target}`, options, terminal)
}

/** `mlruns_archived_2025-12-07`; a database keeps its ending. */
function archivedName(name: string, now: Date): string {
  const ending = extname(name)
  const pad = (part: number) => String(part).padStart(2, "0")
  const date = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`
  return `${name.slice(0, name.length - ending.length)}_archived_${date}${ending}`
}
