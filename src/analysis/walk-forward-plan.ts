import type { PlannedWindow, WalkForwardPlan } from "../results/walk-forward.js"
import { calendarName } from "./calendar-windows.js"
import { embargoFindings, horizonDefaults } from "./walk-forward-checks.js"
import { iso } from "./walk-forward-rows.js"
import { addMonths, parsePeriod } from "./walk-forward-time.js"

export interface WalkForwardPlanOptions {
  /** The first day of training and the last day of testing: a year, month or day. */
  readonly start: string
  readonly end: string
  /** By default what the horizon asks for: 3, 4 or 5 years. */
  readonly trainMonths?: number
  /** By default half the horizon. */
  readonly embargoMonths?: number
  readonly horizonMonths?: number
  readonly frequency?: "monthly" | "quarterly"
  readonly scheme?: "rolling" | "expanding"
  /**
   * Where the embargo is taken from: off the end of the training stretch, so that a window is `trainMonths` and a test
   * long (default), or in between, so that every window is trained on all of `trainMonths`.
   */
  readonly fullTraining?: boolean
}

/**
 * The windows of a walk-forward test. Tests are whole months or quarters, one after the other.
 * @throws RangeError for dates that are none, no training length, an embargo as long as training, or no room for a test.
 */
export function planWalkForward(options: WalkForwardPlanOptions): WalkForwardPlan {
  const { frequency = "quarterly", scheme = "rolling", horizonMonths, fullTraining = false } = options
  const { trainMonths, embargoMonths } = lengths(options)
  const [first, last] = [dateOf(options.start, "start"), endDate(options.end)]
  const step = frequency === "monthly" ? 1 : 3
  const windows: PlannedWindow[] = []
  const room = fullTraining ? trainMonths + embargoMonths : trainMonths
  for (let test = aligned(addMonths(first, room), step); addMonths(test, step) <= last; test = addMonths(test, step)) {
    const trainTo = addMonths(test, -embargoMonths)
    const trainFrom = scheme === "expanding" ? first : addMonths(test, -room)
    const testTo = addMonths(test, step)
    windows.push(planned(windows.length + 1, trainFrom, trainTo, test, testTo, trainMonths))
  }
  if (windows.length === 0) {
    throw new RangeError(
      `no window fits between ${options.start} and ${options.end}: training of ${room} months and a test of ${step} are asked for. Name a later end, or train on fewer months`,
    )
  }
  const horizon = horizonMonths === undefined ? null : ({ amount: horizonMonths, unit: "month" } as const)
  const findings = embargoFindings(horizon, { amount: embargoMonths, unit: "month" })
  return { scheme, frequency, trainMonths, embargoMonths, horizonMonths: horizonMonths ?? null, windows, findings }
}

function lengths({ trainMonths, embargoMonths, horizonMonths, fullTraining }: WalkForwardPlanOptions) {
  const usual = horizonMonths === undefined ? undefined : horizonDefaults(horizonMonths)
  const train = trainMonths ?? usual?.train
  if (train === undefined)
    throw new RangeError("got no length of training: give one, or a horizon that it follows from")
  const embargo = embargoMonths ?? usual?.embargo ?? 0
  if (!fullTraining && embargo >= train) {
    throw new RangeError(`an embargo of ${embargo} months leaves nothing of ${train} months of training`)
  }
  return { trainMonths: train, embargoMonths: embargo }
}

function dateOf(text: string, what: string): number {
  const span = parsePeriod(text)
  if (span) return span[0]
  throw new RangeError(`${what} is "${text}", expected a date such as 2014, 2014-01 or 2014-01-31`)
}

/** The last day is tested on, too. */
function endDate(text: string): number {
  const span = parsePeriod(text)
  if (span) return span[1]
  throw new RangeError(`end is "${text}", expected a date such as 2024, 2024-12 or 2024-12-31`)
}

/** The first month or quarter that begins then or later. */
function aligned(time: number, step: number): number {
  const date = new Date(time)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  const isStart = date.getUTCDate() === 1 && time % 86_400_000 === 0
  const from = Math.ceil((isStart ? month : month + 1) / step) * step
  return Date.UTC(Math.floor(from / 12), from % 12)
}

function planned(
  window: number,
  trainFrom: number,
  trainTo: number,
  testFrom: number,
  testTo: number,
  trainMonths: number,
): PlannedWindow {
  const hasEmbargo = trainTo < testFrom
  const train = trainMonths % 12 === 0 ? yearsText(trainFrom, trainTo) : monthsText(trainFrom, trainTo)
  const test =
    monthsBetween(testFrom, testTo) === 3 ? calendarName(testFrom, "quarter") : calendarName(testFrom, "month")
  return {
    window,
    ...{ trainFrom: iso(trainFrom), trainTo: iso(trainTo) },
    embargoFrom: hasEmbargo ? iso(trainTo) : null,
    embargoTo: hasEmbargo ? iso(testFrom) : null,
    ...{ testFrom: iso(testFrom), testTo: iso(testTo) },
    text: `Window ${window}: [Train: ${train}]${hasEmbargo ? " [Embargo]" : ""} [Test: ${test}]`,
  }
}

function monthsBetween(from: number, to: number): number {
  const [a, b] = [new Date(from), new Date(to)]
  return 12 * (b.getUTCFullYear() - a.getUTCFullYear()) + b.getUTCMonth() - a.getUTCMonth()
}

function yearsText(from: number, to: number): string {
  const [first, last] = [calendarName(from, "year"), calendarName(to - 1, "year")]
  return first === last ? first : `${first}-${last}`
}

function monthsText(from: number, to: number): string {
  return `${calendarName(from, "month")} to ${calendarName(to - 1, "month")}`
}
