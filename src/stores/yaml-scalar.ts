const breaks = "\n\u0085\u2028\u2029"
const spaces = `\0 \t\r${breaks}`
/** Lines are folded at spaces behind this column. */
const WIDTH = 80

/** What PyYAML (YAML 1.1) reads as something other than text. */
const resolved = new RegExp(
  `^(?:${[
    "|~|null|Null|NULL|<<|=",
    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+",
    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?",
    "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
    "\\d{4}-\\d\\d-\\d\\d",
    "\\d{4}-\\d\\d?-\\d\\d?(?:[Tt]|[ \\t]+)\\d\\d?:\\d\\d:\\d\\d(?:\\.\\d*)?(?:[ \\t]*(?:Z|[-+]\\d\\d?(?::\\d\\d)?))?",
  ].join("|")})$`,
)

/** Where a scalar stands: the column behind what comes before it, and the indent of the lines that it is folded into. */
export interface ScalarPlace {
  readonly column: number
  readonly indent: number
  /** A key is never folded. */
  readonly key?: boolean
}

/**
 * A text as PyYAML's emitter writes it, with the space before it: plain where that reads back as this text, else in
 * single quotes, else in double quotes. Columns are counted in characters, as Python counts them.
 */
export function yamlScalar(text: string, place: ScalarPlace): string {
  const characters = Array.from(text)
  const { multiline, plain, single } = analysis(characters)
  if (plain && !resolved.test(text)) return folded(characters, place, "")
  if (single && !(place.key && multiline)) return folded(characters, place, "'")
  return doubleQuoted(characters, place)
}

/** Whether a text fits the short form of a key, `key: value`. */
export function isSimpleKey(text: string): boolean {
  const characters = Array.from(text)
  // PyYAML counts the tag, !!str, as well.
  return text !== "" && characters.length + 5 < 128 && !analysis(characters).multiline
}

/** Which styles show a text as it is. */
function analysis(characters: readonly string[]): { multiline: boolean; plain: boolean; single: boolean } {
  const text = characters.join("")
  const [first = "", second = ""] = characters
  const last = characters.at(-1) ?? ""
  const multiline = characters.some(isBreak)
  const printable = characters.every(isPrintable)
  const edges = [first, last].some((each) => each === " " || isBreak(each))
  const indicator =
    /^(?:---|\.\.\.)/.test(text) ||
    "#,[]{}&*!|>'\"%@`".includes(first) ||
    ("?:-".includes(first) && (second === "" || spaces.includes(second))) ||
    characters.some((each, i) => i > 0 && each === ":" && isSpace(characters[i + 1])) ||
    characters.some((each, i) => i > 0 && each === "#" && isSpace(characters[i - 1]))
  const pairs = characters.map((each, i) => [each, characters[i + 1] ?? ""] as const)
  const breakSpace = pairs.some(([a, b]) => isBreak(a) && b === " ")
  const spaceBreak = pairs.some(([a, b]) => a === " " && isBreak(b))
  if (text === "") return { multiline: false, plain: true, single: true }
  return {
    multiline,
    plain: printable && !multiline && !edges && !indicator,
    single: printable && !breakSpace && !spaceBreak,
  }
}

function isBreak(character: string): boolean {
  return character !== "" && breaks.includes(character)
}

function isSpace(character: string | undefined): boolean {
  return character === undefined || spaces.includes(character)
}

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0)!
  if (character === "\n" || (code >= 0x20 && code <= 0x7e) || code === 0x85) return true
  const unicode = (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd)
  return (unicode || (code >= 0x10000 && code < 0x10ffff)) && code !== 0xfeff
}

/** Plain or in single quotes: a single space behind the width becomes a new line, a new line becomes two. */
function folded(characters: readonly string[], { column, indent, key }: ScalarPlace, quote: string): string {
  let out = ` ${quote}`
  let at = column + out.length
  const parts = characters.join("").match(/ +|[\n\u0085\u2028\u2029]+|[^ \n\u0085\u2028\u2029]+/g) ?? []
  const newLine = `\n${" ".repeat(indent)}`
  parts.forEach((part, i) => {
    const inner = i > 0 && i < parts.length - 1
    if (part === " " && at > WIDTH && !key && inner) {
      out += newLine
      at = indent
    } else if (isBreak(part[0]!)) {
      out += `${part.startsWith("\n") ? "\n" : ""}${part}${" ".repeat(indent)}`
      at = indent
    } else {
      const shown = quote === "" ? part : part.replaceAll("'", "''")
      out += shown
      at += Array.from(shown).length
    }
  })
  return out + quote
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\u0085": "N",
  "\u2028": "L",
  "\u2029": "P",
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!
  const raw = (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd)
  const special = `"\\${breaks}\ufeff`.includes(character)
  if (raw && !special) return character
  if (escapes[character] !== undefined) return `\\${escapes[character]}`
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`
}

/** Everything can be escaped. Behind the width a line is broken before a space and around an escape. */
function doubleQuoted(characters: readonly string[], { column, indent, key }: ScalarPlace): string {
  let out = ' "'
  let at = column + 2
  let pending = ""
  let afterEscape = false
  const flush = () => {
    out += pending
    at += Array.from(pending).length
    pending = ""
  }
  characters.forEach((character, i) => {
    const shown = escaped(character)
    const isEscape = shown !== character
    if (isEscape) {
      flush()
      out += shown
      at += shown.length
    }
    const inner = i > 0 && i < characters.length - 1
    const breakable = inner && (character === " " || isEscape || afterEscape)
    afterEscape = isEscape
    // Behind an escape PyYAML allows one column more.
    const reached = isEscape ? at - 1 : at + Array.from(pending).length
    if (breakable && !key && reached > WIDTH) {
      flush()
      out += `\\\n${" ".repeat(indent)}`
      at = indent
      const next = isEscape ? characters[i + 1] : character
      if (next === " ") {
        out += "\\"
        at += 1
      }
    }
    if (!isEscape) pending += character
  })
  flush()
  return `${out}"`
}
