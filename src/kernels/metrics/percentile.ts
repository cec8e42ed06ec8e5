/** The value below which a share of ascending values lies, between neighbours in proportion. As numpy's `percentile`. */
export function percentile(ascending: Float64Array, share: number): number {
  const at = share * (ascending.length - 1)
  const below = Math.min(Math.floor(at), ascending.length - 1)
  const [low, high] = [ascending[below]!, ascending[Math.min(below + 1, ascending.length - 1)]!]
  const part = at - below
  // From the nearer side, as numpy: so that no value between equal ones differs from them.
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part
}
