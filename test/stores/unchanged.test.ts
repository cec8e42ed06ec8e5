import { createHash } from "node:crypto"
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { diskFiles } from "../../src/node/files.js"
import { openStore } from "../../src/node.js"
import { openWorkspace } from "../../src/workspace.js"
import { copyFolder } from "../harness/copy-folder.js"
import { goldenFolder } from "./golden-store.js"

test("reading everything in a store changes nothing in it", async () => {
  const folder = await copyOf("mlflow/file-2.9.2/mlruns")
  const before = await fingerprint(folder)
  await readAll(folder)
  expect(await fingerprint(folder)).toEqual(before)
  expect(Object.keys(before).length).toBeGreaterThan(500)
})

test("reading a damaged store does not mend it", async () => {
  for (const name of [
    "run_meta_empty",
    "exp_meta_garbage",
    "metric_ds_store",
    "exp_no_trash",
    "run_no_artifacts_dir",
  ]) {
    const folder = await copyOf(`mlflow/corrupt/${name}/mlruns`)
    const before = await fingerprint(folder)
    await readAll(folder)
    expect(await fingerprint(folder), name).toEqual(before)
  }
})

async function copyOf(path: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-unchanged-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  copyFolder(join(goldenFolder, path), folder)
  return folder
}

async function readAll(folder: string): Promise<void> {
  const store = await openStore(folder)
  await store.experiments({ view: "ALL" })
  const { runs } = await store.searchRuns({ view: "ALL" })
  for (const { runId, metrics } of runs) {
    for (const key of Object.keys(metrics)) await store.metricHistory(runId, key)
    for (const { name, folder: isFolder } of await store.artifacts(runId)) {
      if (!isFolder) await store.readArtifact(runId, name)
    }
  }
  await openWorkspace(diskFiles(folder))
}

/** Every file and folder: its hash or listing, its mode and the time of its last change. */
async function fingerprint(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true })
  const prints = [".", ...entries].sort().map(async (path) => {
    const full = join(folder, path)
    const { mode, mtimeMs, size } = await stat(full)
    const content = await readFile(full).catch(() => "a folder")
    return [path, `${createHash("sha256").update(content).digest("hex")} ${mode} ${mtimeMs} ${size}`]
  })
  return Object.fromEntries(await Promise.all(prints))
}
