/**
 * A key that MLflow takes for each name: what its releases refuse becomes `_`, and keys that collide get a number.
 * The result maps names to keys, so that a key can be traced back.
 */
export function metricKeys(prefix: string, names: readonly string[]): Record<string, string> {
  const taken = new Set<string>()
  return Object.fromEntries(
    names.map((name) => {
      const clean = `${prefix}${name.replace(/[^\p{L}\p{N}_\-. ]/gu, "_")}`.slice(0, 240)
      let key = clean
      for (let number = 2; taken.has(key); number++) key = `${clean}_${number}`
      taken.add(key)
      return [name, key]
    }),
  )
}
