import { linesIn, short } from "../lines.js"

const columns = [
  ["line", 24, ({ name }) => name],
  ["rows", 9, ({ rows }) => rows],
  ["peer", 22, ({ peer }) => peer],
  ["peer rows", 9, ({ peerRows }) => peerRows],
  ["ours", 9, ({ ours }) => short(ours)],
  ["peer's", 9, ({ theirs }) => short(theirs)],
  ["unit", 6, ({ unit }) => unit],
  ["ratio", 7, ({ ours, theirs }) => ours && theirs && short(theirs / ours)],
  ["bar", 6, ({ bar }) => bar && short(bar)],
  ["met", 5, (line) => verdict(line)],
  ["error", 7, ({ error }) => error?.toExponential(1)],
  [
    "note",
    0,
    ({ note, goal, unavailable }) => unavailable ?? [goal && `goal ${goal}`, note].filter(Boolean).join("; "),
  ],
]

export const { header, row, record } = linesIn(columns, "peers")

/** What a line comes to: WRONG before all, as the time of a wrong answer means nothing. */
function verdict({ ours, theirs, bar, right, unavailable }) {
  if (unavailable) return ""
  if (right === false) return "WRONG"
  return bar === undefined ? "" : theirs / ours >= bar ? "yes" : "no"
}
