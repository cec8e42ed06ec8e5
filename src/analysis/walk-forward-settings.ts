import type { LoggedLength } from "../results/walk-forward.js"
import { type Duration, durationText, inMonths, parseDuration } from "./walk-forward-time.js"

/** What a run says of its windows. */
export interface WalkForwardSettings {
  readonly train: (Duration & { from: string }) | null
  readonly test: (Duration & { from: string }) | null
  readonly embargo: (Duration & { from: string }) | null
  readonly horizon: (Duration & { from: string }) | null
  readonly frequency: string | null
  /** What the run says of the first date of all windows' training. */
  readonly expanding: boolean | null
}

type Unit = Duration["unit"]
/** A key as people write it (lower case, `_`), and the unit of a number alone. */
type Key = readonly [name: string, unit: Unit]

const trainKeys: readonly Key[] = [
  ...(["train_window_years", "train_years", "window_years", "training_years"] as const).map(
    (name): Key => [name, "year"],
  ),
  ...(["train_months", "train_window_months", "training_months", "train_window"] as const).map(
    (name): Key => [name, "month"],
  ),
  ["train_days", "day"],
]
const testKeys: readonly Key[] = [
  ...(["test_months", "test_window_months", "test_window", "step_months"] as const).map((name): Key => [name, "month"]),
  ["test_days", "day"],
]
const embargoKeys: readonly Key[] = [
  ...(["embargo_months", "embargo", "gap_months", "purge_months"] as const).map((name): Key => [name, "month"]),
  ["embargo_weeks", "week"],
  ...(["embargo_days", "gap_days", "purge_days"] as const).map((name): Key => [name, "day"]),
]
const horizonKeys: readonly Key[] = [
  ...(["horizon", "horizon_months", "target_horizon", "forecast_horizon", "label_horizon"] as const).map(
    (name): Key => [name, "month"],
  ),
  ["horizon_days", "day"],
]

/** Parts of a name such as `wf_xgboost_AAPL_f150_tr3m_te1m`. */
const inNames = {
  train: /(?:^|[_\-. ])tr(?:ain)?[_-]?(\d+(?:d|w|mo?|q|y))(?=$|[_\-. ])/i,
  test: /(?:^|[_\-. ])te(?:st)?[_-]?(\d+(?:d|w|mo?|q|y))(?=$|[_\-. ])/i,
  embargo: /(?:^|[_\-. ])(?:emb(?:argo)?|em|gap)[_-]?(\d+(?:d|w|mo?|q|y))(?=$|[_\-. ])/i,
  horizon: /(?:^|[_\-. ])(?:h(?:or(?:izon)?)?|fwd|return|ret)[_-]?(\d+(?:d|w|mo?|q|y))(?=$|[_\-. ])/i,
} as const

/** Where settings are looked for: the first of these that says something wins. */
export interface SettingSources {
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Names of the run and its experiment. */
  readonly names: readonly string[]
}

/** Lengths and frequency of windows from params, tags and names. */
export function walkForwardSettings(sources: SettingSources): WalkForwardSettings {
  const frequency = wordOf(sources, ["frequency", "test_frequency", "rebalance", "freq"])
  const scheme = wordOf(sources, ["scheme", "window_type", "walk_forward_type", "window_mode"])
  const target = wordOf(sources, ["target", "target_col", "label", "target_column"])
  const horizon = lengthOf(sources, horizonKeys, inNames.horizon)
  const ofTarget = target === null ? null : fromName(target, inNames.horizon, `target ${target}`)
  return {
    train: lengthOf(sources, trainKeys, inNames.train),
    test: lengthOf(sources, testKeys, inNames.test) ?? ofFrequency(frequency),
    embargo: lengthOf(sources, embargoKeys, inNames.embargo),
    horizon: horizon ?? ofTarget,
    frequency,
    expanding: scheme === null ? null : /expand|anchor/i.test(scheme) ? true : /roll|slid/i.test(scheme) ? false : null,
  }
}

/** A length for results. */
export function loggedLength(length: (Duration & { from: string }) | null): LoggedLength | null {
  return length && { text: durationText(length), months: inMonths(length), from: length.from }
}

function lengthOf(sources: SettingSources, keys: readonly Key[], inName: RegExp): (Duration & { from: string }) | null {
  for (const [kind, values] of [
    ["param", sources.params],
    ["tag", sources.tags],
  ] as const) {
    for (const [key, value] of Object.entries(values)) {
      const known = keys.find(([name]) => name === snake(key))
      const found = known && parseDuration(value, known[1])
      if (found) return { ...found, from: `${kind} ${key}` }
    }
  }
  for (const name of sources.names) {
    const found = fromName(name, inName, `name ${name}`)
    if (found) return found
  }
  return null
}

function fromName(name: string, pattern: RegExp, from: string): (Duration & { from: string }) | null {
  const found = parseDuration(pattern.exec(name)?.[1] ?? "")
  return found ? { ...found, from } : null
}

function wordOf({ params, tags }: SettingSources, keys: readonly string[]): string | null {
  for (const values of [params, tags]) {
    const found = Object.entries(values).find(([key]) => keys.includes(snake(key)))
    if (found) return found[1]
  }
  return null
}

function ofFrequency(frequency: string | null): (Duration & { from: string }) | null {
  if (frequency === null) return null
  const months = /^(monthly|m|ms|me|month)$/i.test(frequency)
    ? 1
    : /^(quarterly|q|qs|qe|quarter)$/i.test(frequency)
      ? 3
      : /^(yearly|annual(ly)?|y|a|year)$/i.test(frequency)
        ? 12
        : 0
  return months > 0 ? { amount: months, unit: "month", from: `frequency ${frequency}` } : null
}

/** Names occur in thousands of runs: what they come to is kept. */
const kept = new Map<string, string>()
const KEPT = 10_000

/** `trainMonths`, `train-months` and `wf.train_months` as `train_months`. */
export function snake(key: string): string {
  const known = kept.get(key)
  if (known !== undefined) return known
  const name = key
    .slice(Math.max(key.lastIndexOf("."), key.lastIndexOf("/")) + 1)
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[-\s]+/g, "_")
    .toLowerCase()
  if (kept.size < KEPT) kept.set(key, name)
  return name
}
