/** Longest key of MLflow. */
const LONGEST = 250

/**
 * Keys for metrics of features: the prefix and the name where MLflow takes it, else the name with each refused
 * character as its code, `_u003a_`. Keys are unique: a number is added where two would be one, so that a feature called `max`
 * does not hide the summary of that name. The map from key to name turns it around.
 * @param taken keys that stand for something else.
 */
export function metricKeys(
  prefix: string,
  names: readonly string[],
  taken: readonly string[] = [],
): ReadonlyMap<string, string> {
  const used = new Set(taken)
  const keys = new Map<string, string>()
  for (const name of names) {
    const plain = prefix + legal(name)
    let key = cut(plain, LONGEST)
    for (let n = 2; used.has(key) || isBesideFolder(key, used); n++) key = `${cut(plain, LONGEST - 8)}_${n}`
    used.add(key)
    keys.set(key, name)
  }
  return keys
}

function legal(name: string): string {
  const isPath = !name.split("/").some((part) => part === "" || part === "." || part === "..")
  // Colons are refused by releases before MLflow 3, and a store may be read by both.
  const refused = isPath ? /[^/\p{L}\p{N}_.\- ]/gu : /[^\p{L}\p{N}_.\- ]/gu
  return name.replace(refused, (character) => `_u${character.codePointAt(0)!.toString(16).padStart(4, "0")}_`)
}

function cut(text: string, length: number): string {
  const characters = Array.from(text)
  return characters.length > length ? characters.slice(0, length).join("") : text
}

/** File stores keep `a/b` in a folder: a metric `a` cannot lie beside it. */
function isBesideFolder(key: string, used: ReadonlySet<string>): boolean {
  return [...used].some((other) => other.startsWith(`${key}/`) || key.startsWith(`${other}/`))
}
