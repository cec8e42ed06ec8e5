/** How long windows of time may be, in words. */
export const windowLengths: Readonly<Record<string, string>> = {
  "": "as long as fits",
  day: "a day",
  week: "a week",
  month: "a month",
  quarter: "a quarter",
  year: "a year",
}
