/** A number as Python's `repr` writes a float, which MLflow's metric files have: `1.0`, `1e-05`, `1e+16`, `nan`, `inf`. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  const [digits = "", power = ""] = value.toExponential().split("e")
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16) {
    return `${minus(value)}${digits.replace("-", "")}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`
  }
  // JavaScript writes these without an exponent down to 1e-6 and up to 1e21.
  const plain = String(Math.abs(value))
  return `${minus(value)}${plain.includes(".") ? plain : `${plain}.0`}`
}

function minus(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : ""
}
