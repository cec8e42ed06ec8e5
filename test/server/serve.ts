import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, onTestFinished } from "vitest"
import { mountFiles } from "../../src/node/mounted-files.js"
import { openStore } from "../../src/node.js"
import { type RunningServer, type ServerOptions, startServer } from "../../src/server.js"
import { copyFolder } from "../harness/copy-folder.js"
import { goldenFolder } from "../stores/golden-store.js"

const temporary: string[] = []
afterAll(() => Promise.all(temporary.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A folder that is removed when the file's tests are over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-api-"))
  temporary.push(folder)
  return folder
}

/** A copy of what a document's author has on disk. */
export async function documentStore(document: "001" | "002" | "003" | "004"): Promise<string> {
  const folder = join(await temporaryFolder(), document)
  copyFolder(join(goldenFolder, "requirements", document), folder)
  return folder
}

/** A served folder, on one thread: worker threads need built files. It stops when the test is over. */
export async function serve(paths: readonly string[], options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const page = join(await temporaryFolder(), "page")
  await mkdir(page)
  await writeFile(join(page, "index.html"), "<title>Leafwise</title>")
  const running = await startServer({ files: await mountFiles(paths), port: 0, threads: 1, page, ...options })
  onTestFinished(() => running.close())
  return running
}

/** The answer's status and JSON. */
export async function ask(url: string, init?: RequestInit): Promise<{ status: number; body: Json; headers: Headers }> {
  const answer = await fetch(url, init)
  return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers }
}

/** What was parsed: tests look where they expect something. */
export type Json = Record<string, never> & { readonly error?: string; readonly cure?: string }

/** Tags of the runs of a store as a new reader finds them. */
export async function tagsIn(
  folder: string,
  experiment: string,
): Promise<Map<string, Readonly<Record<string, string>>>> {
  const store = await openStore(folder)
  const found = (await store.experiments()).find(({ name }) => name === experiment)!
  const { runs } = await store.searchRuns({ experimentIds: [found.experimentId] })
  return new Map(runs.map(({ runId, tags }) => [runId, tags]))
}
