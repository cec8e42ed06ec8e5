import type { Problem } from "../data/run.js"
import { parseYaml } from "../readers/yaml.js"
import { MetricLineError } from "./metric-lines.js"

/** Collects what could not be read. */
export type Report = (problem: Problem) => void

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Bytes as text. @throws TypeError where they are no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  // A decoder's call costs more than a short text.
  return bytes.length <= 32 && bytes.every(isAscii) ? String.fromCharCode(...bytes) : utf8.decode(bytes)
}

function isAscii(byte: number): boolean {
  return byte < 128
}

/** A meta.yaml as an object. @throws Error when it is empty or no mapping. */
export function metaOf(bytes: Uint8Array): Record<string, unknown> {
  const meta = parseYaml(textOf(bytes))
  if (typeof meta === "object" && meta !== null && !Array.isArray(meta)) return meta as Record<string, unknown>
  throw new Error(`meta.yaml is ${meta === null ? "empty" : "no mapping"}`)
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

/** A field as text: "" where it is absent. */
export function fieldOf(meta: Record<string, unknown>, key: string): string {
  return String(meta[key] ?? "")
}

/** An error as a problem in one line, with its place where it has one. */
export function problemOf(path: string, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error)
  const [reason = ""] = message.split("\n")
  const line = lineOf(error, message)
  return { path, reason, ...(line !== undefined && { line }) }
}

/** YAML's errors end in `(line:column)`. */
function lineOf(error: unknown, message: string): number | undefined {
  if (error instanceof MetricLineError) return error.line
  const place = /\((\d+):\d+\)/.exec(message)
  return error instanceof Error && error.name === "YAMLException" && place ? Number(place[1]) : undefined
}
