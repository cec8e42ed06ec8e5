import { InvalidArgumentError } from "commander"
import { parseDate } from "../analysis/split-by-date.js"
import { parsePeriod } from "../analysis/walk-forward-time.js"
import { metricOf } from "../kernels/metric-of.js"
import { checkModelSource } from "../stored-model.js"

/** Parses an option that stays the text that it is, once that has its form. */
function checked(check: (text: string) => unknown, expected?: string): (text: string) => string {
  return (text) => {
    try {
      check(text)
      return text
    } catch (error) {
      throw new InvalidArgumentError(expected ?? `${(error as Error).message.replace(/^got/, "Got")}.`)
    }
  }
}

/** A year, month, day or time. */
export const isoDate: (text: string) => string = checked(
  (text) => parseDate(text, ""),
  "Expected a date such as 2024, 2024-01, 2024-01-31 or 2024-01-31T12:00Z.",
)

/** A year, quarter, month or day, which ends where the next one begins. */
export const period: (text: string) => string = checked((text) => {
  if (!parsePeriod(text)) throw new RangeError(text)
}, "Expected a year, quarter, month or day: 2014, 2014Q1, 2014-01 or 2014-01-31.")

/** A metric of predictions: `roc_auc`, `ndcg@10`. */
export const scoringMetric: (text: string) => string = checked(metricOf)

/** A model's file, or its place in a store. */
export const modelSource: (text: string) => string = checked(checkModelSource)

/** A version of the registry. */
export const registeredModel: (text: string) => string = checked((text) => {
  if (!/^models:\/+[^/@]+[@/][^/]+$/.test(text)) throw new RangeError(text)
}, "Expected models:/NAME@ALIAS, models:/NAME/STAGE or models:/NAME/VERSION.")
