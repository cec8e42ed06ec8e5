import { InvalidArgumentError } from "commander"

const days: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7 }

/** Parses a span of time into days: `10d`, `36h`, `2w`; a number alone is days. */
export function durationInDays(text: string): number {
  const [, number, unit = "d"] = /^(\d+(?:\.\d+)?)\s*([hdw])?$/i.exec(text.trim()) ?? []
  if (number !== undefined) return Number(number) * days[unit.toLowerCase()]!
  throw new InvalidArgumentError("Expected a span such as 10d, 36h or 2w.")
}
