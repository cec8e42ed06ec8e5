/** The upper half of code page 437, in which a name without any mark is written. */
const upper =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0"
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder("utf-8", { ignoreBOM: true })

/**
 * A name in an archive. Many programs write UTF-8 without saying so, so that is tried before code page 437.
 * @param unicode the Info-ZIP field with the name in UTF-8, behind 5 bytes.
 */
export function zipName(raw: Uint8Array, utf8: boolean, unicode: Uint8Array | undefined): string {
  if (unicode && unicode.length > 5 && unicode[0] === 1) return lenient.decode(unicode.subarray(5))
  if (utf8) return lenient.decode(raw)
  try {
    return strict.decode(raw)
  } catch {
    return Array.from(raw, (byte) => (byte < 128 ? String.fromCharCode(byte) : upper[byte - 128]!)).join("")
  }
}

/** A path that stays inside the archive: `..` leads no further up than to its top; no drive, no leading slash. */
export function safePath(name: string): string {
  if (!/[\\:]|^\/|(^|\/)\.{0,2}(\/|$)/.test(name)) return name
  const steps: string[] = []
  for (const step of name.replace(/^[A-Za-z]:[\\/]/, "").split(/[\\/]/)) {
    if (step === "..") steps.pop()
    else if (step !== "" && step !== ".") steps.push(step)
  }
  return steps.join("/")
}
