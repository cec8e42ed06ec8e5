import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"

/** A folder with these files, removed when the test is over. */
export async function temporaryStore(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-store-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await addFiles(folder, files)
  return folder
}

export async function addFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

/** Two runs, one of them whole; what is given is laid over them. */
export function twoRuns(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Record<string, string | Uint8Array> {
  return {
    "7/meta.yaml": "experiment_id: '7'\nname: seven\nlifecycle_stage: active\ncreation_time: 5\nlast_update_time: 6\n",
    ...runFiles("a", 1),
    ...runFiles("b", 2),
    ...files,
  }
}

/** A run's files as MLflow writes them. */
export function runFiles(id: string, start: number, experiment = "7"): Record<string, string> {
  const meta = { end_time: "null", experiment_id: `'${experiment}'`, lifecycle_stage: "active", run_id: id }
  const fields = { ...meta, run_name: `run ${id}`, start_time: String(start), status: "3", user_id: "me" }
  const text = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`)
  return {
    [`${experiment}/${id}/meta.yaml`]: text.join(""),
    [`${experiment}/${id}/metrics/m`]: "1 0.5 0\n",
    [`${experiment}/${id}/params/p`]: "1",
    [`${experiment}/${id}/tags/t`]: "x",
  }
}

/** Makes files look as if they were written long ago, so that their times are trusted. Times of change cannot be set. */
export async function age(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await utimes(join(folder, path), 1000, 1000)
}
