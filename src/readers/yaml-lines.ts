import { plainScalar } from "./yaml-scalars.js"

/** A word that needs no quotes: no indicator at its start, no `: ` or ` #` within, nothing behind it. */
const plain = /^[\w/.+-](?:[\w/.@%+=~()-]|:(?=\S)| (?=[\w/.@%+=~(-]))*$/

/**
 * The mapping of a meta.yaml as MLflow writes most of them: `key: value`, a line each, the value a plain word, a word
 * in single quotes, `[]` or `{}`. Far faster than YAML's whole grammar.
 * @returns undefined for any other text: the whole grammar has to be asked.
 */
export function yamlLines(text: string): Record<string, unknown> | undefined {
  if (!text.endsWith("\n")) return undefined
  const entries: [string, unknown][] = []
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at)
    const colon = text.indexOf(": ", at)
    if (colon < 0 || colon > end || !/^[a-z]\w*$/.test(text.slice(at, colon))) return undefined
    const value = simpleValue(text.slice(colon + 2, end))
    if (value === undefined) return undefined
    entries.push([text.slice(at, colon), value])
    at = end + 1
  }
  // Words that are no text to YAML would be keys of another kind.
  if (entries.some(([key]) => plainScalar(key) !== key)) return undefined
  return Object.fromEntries(entries)
}

function simpleValue(source: string): unknown {
  if (source.startsWith("'")) {
    const inner = source.slice(1, -1)
    if (!/^'[\x20-\x7e]*'$/.test(source)) return undefined
    return inner.includes("'") ? undefined : inner
  }
  if (source === "[]") return []
  if (source === "{}") return {}
  if (!plain.test(source) || /^(?:-|\.|\+)(?: |$)|^(?:---|\.\.\.)/.test(source)) return undefined
  return plainScalar(source)
}
