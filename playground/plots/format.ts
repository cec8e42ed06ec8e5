/** A SHAP value: sign, two decimals, a real minus. */
export function signed(value: number): string {
  return `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`
}

/** A feature value or a margin: up to three decimals, a real minus. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "missing" : value > 0 ? "\u221e" : "\u2212\u221e"
  const size = Math.abs(value)
  const text = size !== 0 && (size < 0.0005 || size >= 1e7) ? size.toExponential(2) : String(Number(size.toFixed(3)))
  return value < 0 ? `\u2212${text}` : text
}

/** A name that fits in so many characters. */
export function shortened(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}\u2026`
}
