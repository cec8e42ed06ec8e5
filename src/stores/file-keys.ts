import { type Files, joinPath } from "../data/files.js"
import type { LifecycleStage, Problem } from "../data/run.js"
import { parseYaml } from "../readers/yaml.js"
import { MetricLineError } from "./metric-lines.js"

/** Collects what could not be read. */
export type Report = (problem: Problem) => void

/** A meta.yaml as an object. @throws Error when it is missing, empty or no mapping. */
export async function readMeta(files: Files, folder: string): Promise<Record<string, unknown>> {
  const meta = parseYaml(await readText(files, joinPath(folder, "meta.yaml")))
  if (typeof meta === "object" && meta !== null && !Array.isArray(meta)) return meta as Record<string, unknown>
  throw new Error(`meta.yaml is ${meta === null ? "empty" : "no mapping"}`)
}

/** A file as text. @throws TypeError where it is no UTF-8. */
export async function readText(files: Files, path: string): Promise<string> {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await files.read(path))
}

/** Texts by key. What cannot be read is reported and left out. */
export function readTexts(files: Files, folder: string, report: Report): Promise<Record<string, string>> {
  return readKeys(files, folder, report, readText)
}

/** One file a key; a key with slashes lies in nested folders. What cannot be read is reported and left out. */
export async function readKeys<Value>(
  files: Files,
  folder: string,
  report: Report,
  read: (files: Files, path: string) => Promise<Value>,
): Promise<Record<string, Value>> {
  const values: [string, Value][] = []
  const visit = async (path: string, prefix: string): Promise<void> => {
    const entries = (await files.list(path)) ?? []
    await Promise.all(
      entries.map(async ({ name, folder }) => {
        const child = joinPath(path, name)
        if (folder) return visit(child, `${prefix}${name}/`)
        const value = await read(files, child).catch((error) => report(problemOf(child, error)))
        if (value !== undefined) values.push([prefix + name, value])
      }),
    )
  }
  await visit(folder, "")
  return Object.fromEntries(values.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A time in ms, null where there is none. What is no time is reported, and null, too. */
export function timeOf(meta: Record<string, unknown>, key: string, path: string, report: Report): number | null {
  const value = meta[key]
  if (value === undefined || value === null) return null
  // The range of JavaScript's dates: 100 million days around 1970.
  if (typeof value === "number" && Math.abs(value) <= 8.64e15) return value
  report({ path, reason: `${key} is ${String(value)}, expected milliseconds since 1970` })
  return null
}

/** @throws Error for anything but active and deleted; absent is active. */
export function stageOf(meta: Record<string, unknown>): LifecycleStage {
  const stage = meta.lifecycle_stage ?? "active"
  if (stage === "active" || stage === "deleted") return stage
  throw new Error(`lifecycle_stage is ${JSON.stringify(stage)}, expected active or deleted`)
}

/** An error as a problem in one line, with its place where it has one. */
export function problemOf(path: string, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error)
  const [reason = ""] = message.split("\n")
  return { path, reason, ...(error instanceof MetricLineError && { line: error.line }) }
}
