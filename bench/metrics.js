// Our metrics beside scikit-learn and scipy, in one run and on one thread; answers are compared before times mean anything.
//   npm run bench:metrics [-- NAME...]     only lines whose name has one of these words, e.g. rocAuc
//   npm run bench:metrics -- --record      also writes records/peers-<date>.csv
// Exits with 1 when an answer was wrong or a line failed. To add a line: one entry in peers/metric-cases.js and one
// function of the same name in peers/metric_peers.py.
import { metricCases } from "./peers/metric-cases.js"
import { metricLine } from "./peers/metric-line.js"
import { header, record, row } from "./peers/report.js"

const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith("--"))

console.log(header())
const lines = []
for (const each of metricCases) {
  if (names.length > 0 && !names.some((name) => each.name.includes(name))) continue
  const line = await metricLine(each).catch(({ message }) => ({
    name: each.name,
    unavailable: `failed: ${message}`,
    right: false,
  }))
  console.log(row(line))
  lines.push(line)
}
if (words.includes("--record")) console.log(record(lines))
process.exitCode = lines.some(({ right }) => right === false) ? 1 : 0
