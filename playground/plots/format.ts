const MINUS = "\u2212"

/** A SHAP value: sign, two decimals, a real minus. */
export function signed(value: number, decimals = 2): string {
  return `${value < 0 ? MINUS : "+"}${Math.abs(value).toFixed(decimals)}`
}

/** A SHAP value that keeps two figures where two decimals would show none: +0.0042. */
export function effect(value: number): string {
  const size = Math.abs(value)
  if (size === 0 || size >= 0.095) return signed(value)
  return size < 1e-6
    ? `${value < 0 ? MINUS : "+"}${size.toExponential(1)}`
    : signed(value, 1 - Math.floor(Math.log10(size)))
}

/** A feature value or a margin: up to three decimals, a real minus. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "missing" : value > 0 ? "\u221e" : `${MINUS}\u221e`
  const size = Math.abs(value)
  const text = size !== 0 && (size < 0.0005 || size >= 1e7) ? size.toExponential(2) : String(Number(size.toFixed(3)))
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text
}

/** A whole number with its thousands set apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US").replace("-", MINUS)
}

/** A share as per cent, one decimal. */
export function percent(share: number, decimals = 1): string {
  if (!Number.isFinite(share)) return "missing"
  return `${share < 0 ? MINUS : ""}${Math.abs(100 * share).toFixed(decimals)} %`
}

/** A number with its interval: "0.713 [0.702, 0.724]". */
export function withInterval(value: number, interval: readonly [number, number] | undefined): string {
  return interval ? `${plain(value)} [${plain(interval[0])}, ${plain(interval[1])}]` : plain(value)
}

/** A name that fits in so many characters. */
export function shortened(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, Math.max(1, most - 1))}\u2026`
}

/** A day in UTC: 2024-01-31. */
export function day(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : "missing"
}

/** A name that fits into so many pixels left of a plot. */
export function fittingName(name: string, room: number): string {
  return shortened(name, Math.max(6, Math.floor((room - 10) / 6.7)))
}
