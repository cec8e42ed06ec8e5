/** Names that begin alike, up to the first separator, under that beginning; those that stand alone are left out. */
export function groupsByPrefix(names: readonly string[], separator: string): Record<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const at = name.indexOf(separator)
    if (at <= 0) continue
    const prefix = name.slice(0, at)
    found.set(prefix, [...(found.get(prefix) ?? []), name])
  }
  const taken = new Set(names)
  const groups = [...found].filter(([, members]) => members.length > 1)
  // A feature may be called as a group would be.
  return Object.fromEntries(
    groups.map(([prefix, members]) => [taken.has(prefix) ? `${prefix}${separator}*` : prefix, members]),
  )
}
