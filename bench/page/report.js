import { linesIn, short } from "../lines.js"

const columns = [
  ["line", 62, ({ name }) => name],
  ["ours", 8, ({ value }) => short(value)],
  ["unit", 4, ({ unit }) => unit],
  ["bar", 7, ({ bar }) => short(bar)],
  ["met", 5, (line) => verdict(line)],
  ["note", 0, ({ note }) => note],
]

export const { header, row, record } = linesIn(columns, "page")

/** What a line comes to: WRONG before all, as the time of a wrong answer means nothing. */
function verdict({ value, bar, right }) {
  if (right === false) return "WRONG"
  return bar === undefined ? "" : value <= bar ? "yes" : "no"
}
