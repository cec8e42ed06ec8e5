import { realpath, stat } from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import type { FastifyReply } from "fastify"
import { joinPath } from "../data/files.js"
import type { Run } from "../data/run.js"
import { remoteArtifacts } from "../stores/remote-artifacts.js"
import type { RunStore } from "../stores/run-store.js"
import { ApiError } from "./api-error.js"
import { liesWithin } from "./inside.js"
import { sendBytes } from "./send-bytes.js"
import { tooLarge } from "./served-files.js"
import type { ServedStores } from "./served-stores.js"

/** What lies in a folder of a run's artifacts. */
export async function listArtifacts(stores: ServedStores, id: string, path: string): Promise<unknown> {
  const folder = insidePath(path)
  const { store, run } = await stores.run(id)
  await checkLinks(store, run, folder)
  const entries = await store.artifacts(run.runId, folder)
  if (entries.length === 0) refuseBucket(run)
  const files = entries.map(({ name, folder: isFolder, bytes }) => ({
    path: joinPath(folder, name),
    folder: isFolder,
    ...(bytes !== undefined && { bytes }),
  }))
  return { runId: run.runId, path: folder, files }
}

/** Sends an artifact as it is. */
export async function artifactAnswer(
  stores: ServedStores,
  id: string,
  path: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendBytes(reply, path, await readArtifact(stores, id, path))
}

/**
 * @param most refuses larger ones, where their size is known before they are read.
 * @throws ApiError 400 or 403 for a path that leads out of the run, 404 where there is no such artifact, 413 for a large one.
 */
export async function readArtifact(
  stores: ServedStores,
  id: string,
  path: string,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const { store, run, inner, bytes } = await findArtifact(stores, id, path)
  if (bytes > most) throw tooLarge(`artifact ${path}`, bytes, most)
  return store.readArtifact(run.runId, inner)
}

/** Where an artifact lies on this machine's disk; undefined where it lies on a server or apart from its run. @throws as readArtifact */
export async function artifactOnDisk(stores: ServedStores, id: string, path: string): Promise<string | undefined> {
  const { store, run, inner } = await findArtifact(stores, id, path)
  const root = await store.artifactsOnDisk?.(run.runId)
  if (root === undefined) return undefined
  const place = join(root, inner)
  const found = await stat(place).catch(() => undefined)
  return found?.isFile() ? place : undefined
}

async function findArtifact(
  stores: ServedStores,
  id: string,
  path: string,
): Promise<{ store: RunStore; run: Run; inner: string; bytes: number }> {
  const inner = insidePath(path)
  const { store, run } = await stores.run(id)
  await checkLinks(store, run, inner)
  const end = inner.lastIndexOf("/")
  const entries = await store.artifacts(run.runId, inner.slice(0, Math.max(0, end)))
  const entry = entries.find(({ name }) => name === inner.slice(end + 1))
  const cure = `GET /runs/${run.runId}/artifacts lists them.`
  if (entries.length === 0) refuseBucket(run)
  if (!entry) throw new ApiError(404, `run ${run.runId} has no artifact ${path || "without a name"}`, cure)
  if (entry.folder)
    throw new ApiError(404, `artifact ${path} is a folder, expected a file`, `${cure} Add ?path=FOLDER.`)
  return { store, run, inner, bytes: entry.bytes ?? 0 }
}

/** @throws ApiError 404 for artifacts that lie where nothing is read from: an empty list would hide them. */
function refuseBucket({ runId, artifactUri }: Run): void {
  const remote = remoteArtifacts(artifactUri)
  if (remote === undefined) return
  const [what = "", ...cure] = remote.split(". ")
  throw new ApiError(404, `the artifacts of run ${runId} ${what}`, `${cure.join(". ")}.`)
}

function insidePath(path: string): string {
  const steps = path.split(/[\\/]/)
  const steady = path === "" || steps.every((step) => step !== "" && step !== "." && step !== "..")
  if (steady && !path.includes("\0")) return path
  throw new ApiError(
    400,
    `got artifact path ${JSON.stringify(path)}, expected one inside the run`,
    "Leave out . and ..",
  )
}

/**
 * The path, once it stays in the artifacts of a run or of a logged model.
 * @throws ApiError 400 or 403 where it, or a link on it, leads out of them.
 */
export async function checkedPlace(store: RunStore, id: string, path: string): Promise<string> {
  const inner = insidePath(path)
  await checkLinks(store, { runId: id }, inner)
  return inner
}

type Owner = Pick<Run, "runId">

/** On this machine's disk a link may lead anywhere; a tracking server looks after its own. */
async function checkLinks(store: RunStore, run: Owner, path: string): Promise<void> {
  const root = await store.artifactsOnDisk?.(run.runId)
  if (root === undefined) return
  const real = await realpath(root).catch(() => undefined)
  // The run's own folder may be a link only to a folder of this run, or else it would show any folder of the machine.
  if (real !== undefined && !isOwnFolder(real, run) && !(await liesWithin(root, dirname(root)))) {
    throw new ApiError(403, `the artifacts of run ${run.runId} are a link that leads out of the run`, CURE)
  }
  // What is not there is refused later, with the reason.
  if (await liesWithin(join(root, path), root)) return
  if ((await liesWithin(join(root, path), join(root, path))) || (await passesLink(store, run, path))) {
    throw new ApiError(403, `artifact ${path} is a link that leads out of the run`, CURE)
  }
}

const CURE = "Copy the files in its place."

function isOwnFolder(place: string, { runId }: Owner): boolean {
  return place.split(sep).slice(-2).join("/") === `${runId}/artifacts`
}

/** What lies elsewhere than in the run's folder, as MLflow 3's models do, may hold no links. */
async function passesLink(store: RunStore, { runId }: Owner, path: string): Promise<boolean> {
  const steps = path.split("/")
  for (const [at, step] of steps.entries()) {
    const entries = await store.artifacts(runId, steps.slice(0, at).join("/"))
    if (entries.some(({ name, link }) => name === step && link)) return true
  }
  return false
}
