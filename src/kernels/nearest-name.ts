/** The name that takes the fewest changed, added or dropped letters, letter case aside; undefined when all are far. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let least = Math.max(2, Math.ceil(name.length / 3)) + 1
  for (const each of names) {
    if (Math.abs(each.length - name.length) >= least) continue
    const far = distance(wanted, each.toLowerCase())
    if (far >= least) continue
    least = far
    best = each
  }
  return best
}

/** Levenshtein's distance, one line of the table at a time. */
function distance(a: string, b: string): number {
  let line = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = line[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, line[j]! + 1, next[j - 1]! + 1))
    }
    line = next
  }
  return line[b.length]!
}
