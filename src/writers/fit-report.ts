import type { Report } from "../results/report.js"
import { htmlReportBytes } from "./html.js"

/** Rows that a report has at most, unless it is asked for others: more are no clearer, and slower to open. */
export const REPORT_ROWS = 5000

/** A report that fits, with its size. */
export interface FittedReport {
  readonly report: Report
  readonly bytes: number
  /** Explained rows in it. */
  readonly rows: number
}

/**
 * The report with as many of the wanted rows as stay within the size.
 * @param make the report with so many explained rows.
 * @throws RangeError where it is too large without any rows.
 */
export function fitReport(
  page: string,
  wanted: number,
  maxBytes: number,
  make: (rows: number) => Report,
): FittedReport {
  let rows = wanted
  let report = make(rows)
  let bytes = htmlReportBytes(page, report)
  const bare = bytes > maxBytes ? htmlReportBytes(page, make(0)) : 0
  while (bytes > maxBytes && rows > 0) {
    // Text of categories does not shrink with the rows: the guess is made a little smaller each time.
    rows = Math.max(0, Math.min(rows - 1, Math.floor((0.98 * rows * (maxBytes - bare)) / (bytes - bare))))
    report = make(rows)
    bytes = htmlReportBytes(page, report)
  }
  if (bytes <= maxBytes) return { report, bytes, rows }
  const mb = (size: number) => `${(size / 1e6).toFixed(1)} MB`
  throw new RangeError(
    `the report takes ${mb(bytes)} without any rows, expected at most ${mb(maxBytes)}; leave cards out or allow more`,
  )
}
