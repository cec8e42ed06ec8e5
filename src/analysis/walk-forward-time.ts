import type { TimeSpan } from "../results/plot-data.js"

/** A length of time in the unit that it was written in. */
export interface Duration {
  readonly amount: number
  readonly unit: "day" | "week" | "month" | "year"
}

const DAY = 86_400_000
/** Mean days of a unit. */
const days: Readonly<Record<Duration["unit"], number>> = { day: 1, week: 7, month: 30.4375, year: 365.25 }

const units: Readonly<Record<string, [unit: Duration["unit"], factor: number]>> = {
  d: ["day", 1],
  w: ["week", 1],
  m: ["month", 1],
  mo: ["month", 1],
  q: ["month", 3],
  y: ["year", 1],
}

/** `12m`, `3 months`, `1q`, `21d`, `20 days`, `2y`; a number alone is in `unit`. Undefined for what is none. */
export function parseDuration(text: string, unit: Duration["unit"] = "month"): Duration | undefined {
  const [, number = "", word = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
  if (number === "") return undefined
  if (word === "") return { amount: Number(number), unit }
  const short = word.toLowerCase().replace(/^mo(n(ths?)?|s)?$/, "m")
  const found = units[short] ?? (/^(days?|weeks?|months?|quarters?|years?)$/.test(short) ? units[short[0]!] : undefined)
  return found && { amount: Number(number) * found[1], unit: found[0] }
}

/** A length in months, fractions kept. */
export function inMonths({ amount, unit }: Duration): number {
  if (unit === "month") return amount
  return unit === "year" ? 12 * amount : (amount * days[unit]) / days.month
}

export function inDays({ amount, unit }: Duration): number {
  return amount * days[unit]
}

/** `1 month`, `6 months`, `1.5 years`. */
export function durationText({ amount, unit }: Duration): string {
  return `${Number(amount.toFixed(2))} ${unit}${amount === 1 ? "" : "s"}`
}

/** A time so many calendar months later (or earlier), UTC; the 31st becomes the last day of a shorter month. */
export function addMonths(time: number, months: number): number {
  const date = new Date(time)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const last = new Date(Date.UTC(new Date(first).getUTCFullYear(), new Date(first).getUTCMonth() + 1, 0)).getUTCDate()
  return first + (Math.min(date.getUTCDate(), last) - 1) * DAY + (time % DAY)
}

export function addDuration(time: number, { amount, unit }: Duration, sign: 1 | -1 = 1): number {
  const months = inMonths({ amount, unit })
  if ((unit === "month" || unit === "year") && Number.isInteger(months)) return addMonths(time, sign * months)
  return time + sign * amount * days[unit] * DAY
}

/**
 * The time that a text names: a year, a quarter (`2018Q1`, `Q1 2018`), a month (`2018-01`, `Jan 2018`, `201801`), a day,
 * or an instant. The end is not included. Undefined for what is no time.
 */
export function parsePeriod(text: string): TimeSpan | undefined {
  const clean = text.trim()
  const quarter = /^(?:(\d{4})[-_ /]?Q([1-4])|Q([1-4])[-_ /]?(\d{4}))$/i.exec(clean)
  if (quarter) {
    const year = Number(quarter[1] ?? quarter[4])
    const month = 3 * (Number(quarter[2] ?? quarter[3]) - 1)
    return [Date.UTC(year, month), Date.UTC(year, month + 3)]
  }
  const named = /^([a-z]{3})[a-z]*[-_ ](\d{4})$/i.exec(clean)
  const month = named ? "janfebmaraprmayjunjulaugsepoctnovdec".indexOf(named[1]!.toLowerCase()) / 3 : -1
  if (named && Number.isInteger(month) && month >= 0) {
    return [Date.UTC(Number(named[2]), month), Date.UTC(Number(named[2]), month + 1)]
  }
  return isoPeriod(clean)
}

function isoPeriod(text: string): TimeSpan | undefined {
  const [whole, y = "", m, d, rest] = /^((?:19|20|21)\d\d)(?:[-/]?(\d\d)(?:[-/]?(\d\d)([T ].+)?)?)?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const [year, month, day] = [Number(y), Number(m ?? 1) - 1, Number(d ?? 1)]
  if (month > 11 || new Date(Date.UTC(year, month, day)).getUTCDate() !== day) return undefined
  if (m === undefined) return [Date.UTC(year, 0), Date.UTC(year + 1, 0)]
  if (d === undefined) return [Date.UTC(year, month), Date.UTC(year, month + 1)]
  const start = Date.UTC(year, month, day)
  if (rest === undefined) return [start, start + DAY]
  const zone = /(Z|[+-]\d\d:?\d\d)$/.test(rest) ? "" : "Z"
  const time = Date.parse(text.replace(" ", "T") + zone)
  if (Number.isNaN(time)) return undefined
  // Midnight stands for the day.
  return time % DAY === 0 ? [time, time + DAY] : [time, time]
}

/** Where a stretch ends that ends on a day: after that day, but where it is the first of a month, before it. */
export function endOf(text: string): number | undefined {
  const span = parsePeriod(text)
  if (!span) return undefined
  const isFirst = new Date(span[0]).getUTCDate() === 1 && span[1] - span[0] === DAY
  return isFirst ? span[0] : span[1]
}
