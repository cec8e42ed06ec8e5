import { mkdir } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import type { Command } from "commander"
import { joinPath } from "../data/files.js"
import { writeFileAtomically } from "../node/write-file.js"
import { artifactSizes } from "../run-contents.js"
import { remoteArtifacts } from "../stores/remote-artifacts.js"
import type { RunStore } from "../stores/run-store.js"
import { emit, note } from "./emit.js"
import { runOf } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

type Options = CommonOptions & StoreOption
type ListOptions = Options & { readonly recursive?: true }

/** `leafwise artifacts`: the files of a run. */
export function addArtifacts(program: Command, terminal: Terminal): void {
  const artifacts = program.command("artifacts").description("the files of a run, or of a logged model (m-ID)")
  const list = artifacts
    .command("list")
    .description("list a folder")
    .argument("<run>")
    .argument("[path]", "a folder", "")
  list.option("-r, --recursive", "folders within folders, too")
  withCommonOptions(withStoreOption(list)).action((id: string, path: string, options: ListOptions) =>
    listed(id, path, options, terminal),
  )
  const get = artifacts
    .command("get")
    .description("fetch a file, or a folder, into -o (default: its own name here; - is standard output)")
  get.argument("<run>").argument("[path]", "a file or a folder; all without one", "")
  withCommonOptions(withStoreOption(get)).action((id: string, path: string, options: Options) =>
    fetched(id, path, options, terminal),
  )
}

async function listed(id: string, path: string, options: ListOptions, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  const owner = await ownerOf(store, id)
  const below = options.recursive ? await under(store, owner, path) : undefined
  const entries = below
    ? [...below].map(([each, bytes]) => ({ path: each, folder: false, bytes }))
    : (await store.artifacts(owner, path)).map(({ name, folder, bytes }) => ({
        path: joinPath(path, name),
        folder,
        bytes,
      }))
  if (entries.length === 0) await refuseNothing(store, owner, path)
  const rows = entries.map((each) => [each.folder ? `${each.path}/` : each.path, each.bytes ?? null])
  await emit(entries, { columns: ["path", "bytes"], rows }, options, terminal)
}

/** @throws Error for a folder that is not there, and for artifacts that lie where nothing is read from. */
async function refuseNothing(store: RunStore, owner: string, path: string): Promise<void> {
  if (path !== "") throw new Error(`${store.name}: ${owner} has no folder ${path}; leafwise artifacts list ${owner} -r`)
  const uri = owner.startsWith("m-") ? "" : (await store.run(owner)).artifactUri
  const remote = remoteArtifacts(uri)
  if (remote !== undefined) throw new Error(`${store.name}: the artifacts of ${owner} ${remote}`)
}

async function fetched(id: string, path: string, options: Options, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  const owner = await ownerOf(store, id)
  const inside = await under(store, owner, path)
  if (inside.size > 0 || path === "") return fetchFolder(store, owner, path, [...inside.keys()], options, terminal)
  const bytes = await store.readArtifact(owner, path)
  if (options.o === "-") return void terminal.stdout.write(bytes)
  await save(resolve(terminal.cwd, options.o ?? basename(path)), bytes, options, terminal)
}

async function fetchFolder(
  store: RunStore,
  owner: string,
  path: string,
  files: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  if (files.length === 0) {
    await refuseNothing(store, owner, path)
    throw new Error(`run ${owner} has no artifacts`)
  }
  if (options.o === "-") throw new UsageError(`${path || owner} is a folder: name a folder with -o`)
  const target = resolve(terminal.cwd, options.o ?? (basename(path) || owner))
  for (const file of files) {
    const inner = path === "" ? file : file.slice(path.replace(/\/+$/, "").length + 1)
    if (inner.split("/").includes("..")) throw new Error(`${file}: a path that leaves its folder`)
    await save(join(target, inner), await store.readArtifact(owner, file), options, terminal)
  }
}

async function save(place: string, bytes: Uint8Array, options: Options, terminal: Terminal): Promise<void> {
  await mkdir(dirname(place), { recursive: true })
  await writeFileAtomically(place, bytes)
  note(`${place}: ${bytes.length} bytes`, options, terminal)
}

/** Files below a folder of artifacts, at any depth. */
async function under(store: RunStore, owner: string, path: string): Promise<Map<string, number | undefined>> {
  return artifactSizes(store, owner, path.replace(/^\/+|\/+$/g, ""))
}

/** A logged model is named by its whole id. */
async function ownerOf(store: RunStore, id: string): Promise<string> {
  return id.startsWith("m-") ? id : (await runOf(store, id)).runId
}
