import { plainJson } from "./json.js"

/** Items of a list that become one piece. */
const ITEMS = 64
/** Lists deeper than this are short. */
const DEPTH = 3

/**
 * What `writeJson` writes, in pieces: a result of any size is never one text, and others have their turn between.
 * @param spaces how deep each level stands; 0 writes one line, without an end of line.
 */
export function* jsonPieces(result: unknown, spaces: 0 | 2 = 2): Generator<string> {
  yield* piecesOf(result, spaces, 0)
  if (spaces > 0) yield "\n"
}

function* piecesOf(value: unknown, spaces: number, depth: number): Generator<string> {
  const isList = Array.isArray(value)
  if (depth > DEPTH || !(isList ? value.length > ITEMS : isRecord(value))) return yield textOf(value, spaces, depth)
  if (isList) return yield* listPieces(value, spaces, depth)
  const entries = Object.entries(value as Record<string, unknown>).filter(([, each]) => each !== undefined)
  if (entries.length === 0) return yield "{}"
  yield "{"
  for (const [i, [key, each]] of entries.entries()) {
    yield `${i > 0 ? "," : ""}${lineOf(spaces, depth + 1)}${JSON.stringify(key)}:${spaces > 0 ? " " : ""}`
    yield* piecesOf(each, spaces, depth + 1)
  }
  yield `${lineOf(spaces, depth)}}`
}

function* listPieces(list: readonly unknown[], spaces: number, depth: number): Generator<string> {
  const line = lineOf(spaces, depth + 1)
  yield "["
  for (let at = 0; at < list.length; at += ITEMS) {
    const items = list.slice(at, at + ITEMS).map((each) => line + textOf(each, spaces, depth + 1))
    yield `${at > 0 ? "," : ""}${items.join(",")}`
  }
  yield `${lineOf(spaces, depth)}]`
}

/** As a part of a larger text: an end of line is never inside a text of JSON. */
function textOf(value: unknown, spaces: number, depth: number): string {
  const text = JSON.stringify(value, plainJson, spaces) ?? "null"
  return spaces > 0 && depth > 0 ? text.replaceAll("\n", lineOf(spaces, depth)) : text
}

function lineOf(spaces: number, depth: number): string {
  return spaces > 0 ? `\n${" ".repeat(spaces * depth)}` : ""
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
