import type { WalkForwardFinding, WalkForwardWindow } from "../results/walk-forward.js"
import { timeOf } from "./walk-forward-rows.js"
import type { WalkForwardSettings } from "./walk-forward-settings.js"
import { addMonths, type Duration, durationText, inDays, inMonths } from "./walk-forward-time.js"

/** What a horizon asks for: the least training and the usual embargo, in months. */
const defaults: readonly { readonly horizon: number; readonly train: number; readonly embargo: number }[] = [
  { horizon: 3, train: 36, embargo: 1 },
  { horizon: 6, train: 48, embargo: 3 },
  { horizon: 12, train: 60, embargo: 6 },
]

/** Least training and embargo of a horizon in months: those of the next longer one that is known. */
export function horizonDefaults(horizon: number): { readonly train: number; readonly embargo: number } {
  const found = defaults.find((each) => horizon <= each.horizon) ?? defaults.at(-1)!
  return { train: found.train, embargo: Math.floor(horizon / 2) }
}

/** The rule of thumb `embargo = horizon // 2`, in the horizon's own unit. */
export function leastEmbargo({ amount, unit }: Duration): Duration {
  return unit === "year" ? { amount: Math.floor(amount * 6), unit: "month" } : { amount: Math.floor(amount / 2), unit }
}

/** How far an embargo keeps labels of training out of the test: two rules, at most one finding. */
export function embargoFindings(horizon: Duration | null, embargo: Duration | null): WalkForwardFinding[] {
  if (!horizon) return []
  const least = leastEmbargo(horizon)
  const wanted = `embargo = horizon // 2 = ${durationText(least)}`
  if (!embargo) {
    if (least.amount === 0) return []
    const message = `horizon ${durationText(horizon)}, but no embargo is logged: labels of training may reach into the test`
    return [
      finding(
        "embargo-unknown",
        "warn",
        message,
        { horizon: durationText(horizon) },
        `Log embargo_months; rule of thumb: ${wanted}.`,
      ),
    ]
  }
  const evidence = { horizon: durationText(horizon), embargo: durationText(embargo), least: durationText(least) }
  if (shorter(embargo, least)) {
    const message = `embargo ${durationText(embargo)} is shorter than half the horizon of ${durationText(horizon)}`
    return [
      finding("embargo-too-short", "fail", message, evidence, `Add embargo: ${wanted}, better the whole horizon.`),
    ]
  }
  if (!shorter(embargo, horizon)) return []
  const overlap = durationText(overlapOf(horizon, embargo))
  const message = `labels of the last ${overlap} of training reach into the test: horizon ${durationText(horizon)}, embargo ${durationText(embargo)}`
  return [
    finding(
      "label-overlap",
      "warn",
      message,
      { ...evidence, overlap },
      `Only an embargo of the whole horizon (${durationText(horizon)}) has no overlap.`,
    ),
  ]
}

/** All that can be told of a run's windows. */
export function walkForwardFindings(
  { train, embargo, horizon }: WalkForwardSettings,
  windows: readonly WalkForwardWindow[],
  folds: number | undefined,
): WalkForwardFinding[] {
  return [
    ...embargoFindings(horizon, embargo ?? datedEmbargo(windows)),
    ...shortTraining(train, horizon),
    ...trainTestOverlap(windows),
    ...brokenEmbargo(windows, embargo),
    ...testsOverlap(windows),
    ...missingWindows(windows, folds),
  ]
}

/** Compared in months or days: whichever both can be told in exactly. */
function shorter(a: Duration, b: Duration): boolean {
  const calendar = [a, b].every(({ unit }) => unit === "month" || unit === "year")
  return calendar ? inMonths(a) < inMonths(b) : inDays(a) < inDays(b) - 1e-9
}

/** What is left of the horizon, in its own unit. */
function overlapOf(horizon: Duration, embargo: Duration): Duration {
  if (horizon.unit === embargo.unit) return { amount: horizon.amount - embargo.amount, unit: horizon.unit }
  const one = inDays({ amount: 1, unit: horizon.unit })
  return { amount: horizon.amount - inDays(embargo) / one, unit: horizon.unit }
}

/** The shortest gap between training and test that the dates show, where all have them. */
function datedEmbargo(windows: readonly WalkForwardWindow[]): Duration | null {
  const gaps = windows.map(({ train, test }) => (timeOf(test.from) - timeOf(train.to)) / 86_400_000)
  if (windows.length === 0 || gaps.some(Number.isNaN)) return null
  return { amount: Math.max(0, Math.min(...gaps)), unit: "day" }
}

function shortTraining(train: Duration | null, horizon: Duration | null): WalkForwardFinding[] {
  if (!train || !horizon) return []
  const least = horizonDefaults(inMonths(horizon)).train
  if (inMonths(train) >= least) return []
  const years = durationText({ amount: least / 12, unit: "year" })
  const message = `trained on ${durationText(train)}, at least ${years} are usual for a horizon of ${durationText(horizon)}`
  const evidence = { train: durationText(train), horizon: durationText(horizon), least: years }
  return [finding("short-training", "warn", message, evidence, `Train each window on ${years} or more.`)]
}

function trainTestOverlap(windows: readonly WalkForwardWindow[]): WalkForwardFinding[] {
  const bad = windows.filter(({ train, test }) => timeOf(train.to) > timeOf(test.from))
  if (bad.length === 0) return []
  const [first] = bad
  const message = `training ends after the test begins in ${named(bad)}: ${first!.train.to} is after ${first!.test.from}`
  return [
    finding(
      "train-test-overlap",
      "fail",
      message,
      { windows: bad.length },
      "End training before the embargo and the test.",
    ),
  ]
}

function brokenEmbargo(windows: readonly WalkForwardWindow[], embargo: Duration | null): WalkForwardFinding[] {
  if (!embargo || inMonths(embargo) === 0) return []
  const bad = windows.filter(({ train, test, derived }) => {
    const [end, start] = [timeOf(train.to), timeOf(test.from)]
    if (derived || Number.isNaN(end) || Number.isNaN(start) || end > start) return false
    const months = inMonths(embargo)
    const due = Number.isInteger(months) ? addMonths(end, months) : end + inDays(embargo) * 86_400_000
    // A day more or less is a matter of how ends are written.
    return start < due - 86_400_000
  })
  if (bad.length === 0) return []
  const [first] = bad
  const message = `dates leave less than the embargo of ${durationText(embargo)} in ${named(bad)}: training ends ${first!.train.to}, the test begins ${first!.test.from}`
  return [
    finding(
      "dates-break-embargo",
      "fail",
      message,
      { windows: bad.length, embargo: durationText(embargo) },
      "Apply the embargo that is logged, or log the one that was applied.",
    ),
  ]
}

function testsOverlap(windows: readonly WalkForwardWindow[]): WalkForwardFinding[] {
  const sorted = windows
    .filter(({ test }) => test.from && test.to)
    .sort((a, b) => timeOf(a.test.from) - timeOf(b.test.from))
  const bad = sorted.filter((each, i) => i > 0 && timeOf(sorted[i - 1]!.test.to) > timeOf(each.test.from))
  if (bad.length === 0) return []
  return [
    finding(
      "tests-overlap",
      "warn",
      `the test of ${named(bad)} begins before that of the window before it ends: rows count twice`,
      { windows: bad.length },
      "Let each test begin where the one before ends, or do not pool the rows.",
    ),
  ]
}

function missingWindows(windows: readonly WalkForwardWindow[], folds: number | undefined): WalkForwardFinding[] {
  if (folds === undefined || windows.length >= folds) return []
  const message = `${windows.length} windows are there, the run says ${folds}`
  return [
    finding(
      "windows-missing",
      "warn",
      message,
      { windows: windows.length, expected: folds },
      "Look for windows that failed in training.",
    ),
  ]
}

function named(windows: readonly WalkForwardWindow[]): string {
  const first = windows
    .slice(0, 4)
    .map(({ name }) => name)
    .join(", ")
  return windows.length > 4 ? `${first} and ${windows.length - 4} more` : first
}

function finding(
  rule: WalkForwardFinding["rule"],
  severity: WalkForwardFinding["severity"],
  message: string,
  evidence: WalkForwardFinding["evidence"],
  cure: string,
): WalkForwardFinding {
  return { rule, severity, message, evidence, cure }
}
