import { spawn } from "node:child_process"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { mulberry32 } from "../../src/data/mulberry32.js"
import { parseYaml } from "../../src/readers/yaml.js"
import type { FileStore } from "../../src/stores/file.js"
import { fileStoreIn, freshFolder, removeFolders } from "./writable-stores.js"

afterAll(removeFolders)

const KILLS = 200
const STORES = 4

/** A writer of its own process is killed at random moments, on several stores side by side. */
test(`after ${KILLS} kills every file is old or new`, { timeout: 120_000 }, async () => {
  const torn = await Promise.all(Array.from({ length: STORES }, (_, i) => killedOften(KILLS / STORES, i)))
  expect(torn.flat()).toEqual([])
})

async function killedOften(times: number, seed: number): Promise<string[]> {
  const folder = await freshFolder()
  const store = fileStoreIn(folder)
  const [experiment, other] = [await store.createExperiment("one"), await store.createExperiment("two")]
  const { runId } = await store.createRun({ experimentId: experiment })
  await store.createRun({ experimentId: other })
  await store.createRegisteredModel("m")
  for (const _ of "12") await store.createModelVersion({ name: "m", source: "/somewhere" })
  const random = mulberry32(seed)
  const faults: string[] = []
  for (let round = 1; round <= times; round++) {
    await writeAndDie([folder, experiment, other, runId, String(round)], random() * 40)
    faults.push(...(await tornFiles(folder)), ...(await unreadable(store, runId, other)))
  }
  return faults
}

/** @param after ms from its first write to its death. */
function writeAndDie(given: readonly string[], after: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "kill-writer.js"), ...given], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), after))
    child.once("exit", (code, signal) =>
      signal === "SIGKILL" ? resolve() : reject(new Error(`the writer ended by itself with ${code ?? signal}`)),
    )
  })
}

/** Every file but those that were never put in their place. */
async function tornFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
  const placed = paths.filter((path) => !path.endsWith(".leafwise-tmp") && !path.includes("/.leafwise-"))
  const whole = await Promise.all(placed.map(async (path) => isWhole(path, await readFile(path, "utf8"))))
  return placed.filter((_, i) => !whole[i])
}

function isWhole(path: string, text: string): boolean {
  if (path.endsWith("meta.yaml")) return isMeta(parseYaml(text))
  if (/\/metrics\//.test(path)) return /^(\d{13} \d+\.\d+ \d+\n)+$/.test(text)
  if (/\/params\//.test(path)) return /^y{3000}$/.test(text)
  if (/tags\/(long|deep\/er)$/.test(path)) return /^x{4980}-\d+$/.test(text)
  if (/big\.txt$/.test(path)) return /^z{300000}\d+$/.test(text)
  return text.length > 0
}

function isMeta(meta: unknown): boolean {
  const keys = Object.keys(meta ?? {})
  return keys.includes("artifact_uri") ? keys.length >= 14 && keys.includes("user_id") : keys.includes("name")
}

/** Left-over temporaries are no keys and no runs, and what was begun is finished by the same call. */
async function unreadable(store: FileStore, runId: string, other: string): Promise<string[]> {
  const run = await store.run(runId)
  const keys = Object.keys(run.tags).filter((key) => !/^(long|deep\/er|mlflow\.runName)$/.test(key))
  const active = (await store.experiments()).some(({ experimentId }) => experimentId === other)
  if (active) await store.deleteExperiment(other)
  await store.restoreExperiment(other)
  const runs = (await store.searchRuns({ experimentIds: [other] })).runs
  const [model] = await store.registeredModels()
  const versions = model!.versions.filter(({ version, source }) => !(Number(version) > 0 && source === "/somewhere"))
  // A run that was being made and has no meta.yaml yet is none.
  const problems = store.problems().filter(({ reason }) => !/meta\.yaml is missing/.test(reason))
  const faults = [
    ...keys,
    ...versions.map(({ version }) => version),
    ...problems.map(({ path, reason }) => `${path}: ${reason}`),
  ]
  return runs.length === 1 ? faults : [...faults, `${runs.length} runs in ${other}`]
}
