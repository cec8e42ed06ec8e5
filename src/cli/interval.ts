import { InvalidArgumentError } from "commander"

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const [LEAST, MOST] = [100, 86_400_000]

/** Parses a time to wait, `10s`, `500ms`, `2m`, or seconds without a unit, to milliseconds. */
export function interval(text: string): number {
  const [, digits = "", unit = "s"] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? []
  const time = Math.round(Number(digits || Number.NaN) * units[unit]!)
  if (time >= LEAST && time <= MOST) return time
  throw new InvalidArgumentError("Expected a time from 100ms to 24h, e.g. 10s, 500ms or 2m.")
}
