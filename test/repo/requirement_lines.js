import { createHash } from "node:crypto"

/**
 * The lines of a document that somebody could want something by: all but headings, blank lines, rules, code fences,
 * the headers and rulers of tables, and lines without a letter or digit.
 * @returns each line, decoded and normalised, in the document's order; equal ones are as often as they are there.
 */
export function requirementLines(text) {
  let inCode = false
  const lines = decoded(text).split(/\r?\n/)
  const counted = []
  for (const [index, line] of lines.entries()) {
    if (/^\s*```/.test(line)) inCode = !inCode
    else if (isDemanding(line.trim(), inCode) && !isRuler(lines[index + 1])) counted.push(normalised(line))
  }
  return counted
}

function isDemanding(line, inCode) {
  if (!/[\p{L}\p{N}]/u.test(line)) return false
  return inCode || !/^#{1,6}\s/.test(line)
}

/** What comes after the names of a table's columns. */
function isRuler(line) {
  return line !== undefined && /^\s*\|[\s|:-]*-[\s|:-]*\|\s*$/.test(line)
}

/** Blanks at the ends do not count, and runs of them count as one; a person's name in a path is left out. */
export function normalised(line) {
  return line
    .normalize("NFC")
    .replace(/\\users\\[^\\]+/i, "\\Users\\...")
    .replace(/\s+/gu, " ")
    .trim()
}

/** Short enough for a list, and long enough that no two lines share one. */
export function hashOf(line) {
  return createHash("sha256").update(normalised(line)).digest("hex").slice(0, 16)
}

/**
 * Undoes a text that was UTF-8, was read as another encoding and written as UTF-8 again: each run of characters outside
 * ASCII becomes the bytes of that encoding, which are read as UTF-8. What is no UTF-8 stays as it is. Of two encodings
 * the one that undoes more runs is taken, so a text that is as it should be stays so.
 */
export function decoded(text) {
  const attempts = ["windows-1252", "macintosh"].map((encoding) => undone(text, encoding))
  const best = attempts.reduce((a, b) => (b.runs > a.runs ? b : a))
  return best.runs > 0 ? best.text : text
}

/** The cross mark is E2 9D 8C; Windows has no character for 9D, so its byte was lost on the way. */
const lostCross = "\u00e2\u0152"

function undone(text, encoding) {
  const bytes = bytesOf(encoding)
  let runs = 0
  const result = text.replace(/[^\0-\x7f]+/g, (run) => {
    const found = Array.from(run, (character) => bytes.get(character))
    if (found.includes(undefined)) return run
    try {
      const read = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(found))
      runs++
      return read
    } catch {
      return run
    }
  })
  return { text: encoding === "windows-1252" ? result.replaceAll(lostCross, "\u274c") : result, runs }
}

/** What Windows has at 0x80 to 0x9f; undefined bytes are the controls of Latin-1. Node's own decoder ignores these. */
const windows =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178"

function bytesOf(encoding) {
  const decoder = new TextDecoder("macintosh")
  const latin = (byte) => (byte < 0xa0 ? windows[byte - 0x80] : String.fromCharCode(byte))
  const character = (byte) => (encoding === "windows-1252" ? latin(byte) : decoder.decode(Uint8Array.of(byte)))
  return new Map(Array.from({ length: 128 }, (_, i) => [character(i + 128), i + 128]))
}
