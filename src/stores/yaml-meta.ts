import { byCodePoint } from "../data/by-code-point.js"
import { parseYaml } from "../readers/yaml.js"
import { isSimpleKey, yamlScalar } from "./yaml-scalar.js"

/** What MLflow keeps under a key of a meta.yaml. */
export type MetaValue = string | number | bigint | boolean | null | readonly string[] | Readonly<Record<string, string>>
export type Meta = Readonly<Record<string, MetaValue>>

/** A meta.yaml as PyYAML writes it: keys in order, nested ones two columns in, lists not. */
export function writeMeta(meta: Meta): string {
  return sortedKeys(meta)
    .map((key) => entry(key, meta[key]!, 0))
    .join("")
}

/**
 * A meta.yaml with some keys changed, added or (undefined) removed. What else stands in it stays byte for byte. A file
 * of another hand than MLflow's, where that cannot be done line by line, is written anew.
 */
export function editMeta(text: string, changes: Readonly<Record<string, MetaValue | undefined>>): string {
  const parts = new Map(keyedParts(text))
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) parts.delete(key)
    else parts.set(key, entry(key, value, 0))
  }
  const edited = sortedKeys(Object.fromEntries(parts))
    .map((key) => parts.get(key))
    .join("")
  const expected = changed((parseYaml(text) ?? {}) as Record<string, MetaValue>, changes)
  return sameMeta(edited, expected) ? edited : writeMeta(expected)
}

function changed(meta: Meta, changes: Readonly<Record<string, MetaValue | undefined>>): Meta {
  const all = { ...meta, ...changes }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Meta
}

function sameMeta(text: string, expected: Meta): boolean {
  try {
    const shown = (meta: unknown) => writeMeta(meta as Meta)
    return shown(parseYaml(text)) === shown(expected)
  } catch {
    return false
  }
}

/** The lines of each key at the left edge. */
function keyedParts(text: string): [key: string, lines: string][] {
  const parts: [string, string][] = []
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const key = /^([A-Za-z_]\w*):/.exec(line)?.[1]
    const last = parts.at(-1)
    const whole = line.endsWith("\n") ? line : `${line}\n`
    if (key !== undefined) parts.push([key, whole])
    else if (last) last[1] += whole
  }
  return parts
}

function entry(key: string, value: MetaValue, indent: number): string {
  const left = " ".repeat(indent)
  const simple = isSimpleKey(key)
  const name = yamlScalar(key, { column: simple ? indent : indent + 1, indent: indent + 2, key: simple }).slice(1)
  const head = simple ? `${left}${name}:` : `${left}? ${name}\n${left}:`
  const column = Array.from(head.slice(head.lastIndexOf("\n") + 1)).length
  return `${head}${valueText(value, column, indent)}\n`
}

function valueText(value: MetaValue, column: number, indent: number): string {
  if (typeof value === "string") return yamlScalar(value, { column, indent: indent + 2 })
  if (value === null) return " null"
  if (typeof value === "number" && !Number.isInteger(value)) return ` ${yamlFloat(value)}`
  if (typeof value !== "object") return ` ${value}`
  if (Array.isArray(value)) return value.length === 0 ? " []" : value.map((item) => listItem(item, indent)).join("")
  const texts = value as Readonly<Record<string, string>>
  const keys = sortedKeys(texts)
  if (keys.length === 0) return " {}"
  return `\n${keys.map((key) => entry(key, texts[key]!, indent + 2)).join("")}`.replace(/\n$/, "")
}

function listItem(item: string, indent: number): string {
  const dash = `\n${" ".repeat(indent)}-`
  return dash + yamlScalar(item, { column: indent + 1, indent: indent + 2 })
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan"
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf"
  return String(value).replace(/^(-?\d+)e/, "$1.0e")
}

/** As Python sorts. */
function sortedKeys(meta: object): string[] {
  return Object.keys(meta).sort(byCodePoint)
}
