/** Whose LIKE: MLflow's file store turns patterns into Python regular expressions, its databases leave them to SQLite. */
export type Dialect = "file" | "sqlite"

/**
 * LIKE or ILIKE: `%` stands for any characters, `_` for one. In the file store neither is a line's end, the text may end with one
 * more line's end, and ILIKE folds all of Unicode; in SQLite they are any characters, and ILIKE folds ASCII only.
 */
export function likeTest(pattern: string, ignoreCase: boolean, dialect: Dialect): (text: string) => boolean {
  const test =
    dialect === "file" ? pythonPattern(pattern, ignoreCase) : sqlPattern(ignoreCase ? lower(pattern) : pattern)
  if (dialect === "sqlite" && ignoreCase) return (text) => test.test(lower(text))
  return (text) => test.test(text)
}

function pythonPattern(pattern: string, ignoreCase: boolean): RegExp {
  const open = pattern.endsWith("%")
  const source = translated(open ? pattern.replace(/%+$/, "") : pattern, "[^\\n]", ignoreCase)
  return new RegExp(`^${source}${open ? "" : "\\n?$"}`, ignoreCase ? "iu" : "u")
}

function sqlPattern(pattern: string): RegExp {
  return new RegExp(`^${translated(pattern, "[\\s\\S]", false)}$`, "u")
}

/** Several `%` in a row are one, or matching would take ages. */
function translated(pattern: string, any: string, ignoreCase: boolean): string {
  return pattern.replace(/%+|[^%]/gu, (part) => {
    if (part[0] === "%") return `${any}*`
    if (part === "_") return any
    // Python's folding joins the dotless and the dotted i, JavaScript's does not.
    if (ignoreCase && /[iIıİ]/.test(part)) return "[iIıİ]"
    return part.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&")
  })
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (part) => part.toLowerCase())
}
