import { UsageError } from "./terminal.js"

/** `key=value` words. The key ends at the first `=`. @throws UsageError */
export function keyValues(words: readonly string[]): (readonly [key: string, value: string])[] {
  return words.map((word) => {
    const at = word.indexOf("=")
    if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
    throw new UsageError(`got ${word}, expected key=value`)
  })
}
