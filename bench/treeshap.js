// Our SHAP values beside those of the Python libraries, in one run and on one thread; answers are compared first.
//   npm run bench:peers [-- NAME...]     only lines whose name has one of these words, e.g. xgb6, scale, Chromium
//   npm run bench:peers -- --record      also writes records/peers-<date>.csv
// Exits with 1 when an answer was wrong or a group of lines failed.
import { browserLines } from "./peers/browser-lines.js"
import { cases } from "./peers/cases.js"
import { memoryLines } from "./peers/memory-lines.js"
import { peerLines } from "./peers/peer-lines.js"
import { permutationLines } from "./peers/permutation-lines.js"
import { header, record, row } from "./peers/report.js"
import { scaleLines } from "./peers/scale-lines.js"
import { makeWorkloads } from "./peers/setup.js"
import { threadLines } from "./peers/thread-lines.js"

const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith("--"))

/** Everything that can be run: the words that choose it, and its lines. */
const groups = [
  ...cases.map((each) => ({ words: [each.name?.split(" ")[0], each.workload], lines: () => peerLines(each) })),
  { words: ["threads", "xgb6"], lines: threadLines },
  { words: ["Chromium"], lines: browserLines },
  { words: ["memory"], lines: memoryLines },
  { words: ["scale"], lines: scaleLines },
  { words: ["permutation"], lines: permutationLines },
]

makeWorkloads()
console.log(header())
const lines = []
for (const group of groups.filter(({ words }) => names.length === 0 || names.some((name) => words.includes(name)))) {
  const some = await group.lines().catch((error) => [failed(group, error)])
  for (const line of some) console.log(row(line))
  lines.push(...some)
}
if (words.includes("--record")) console.log(record(lines))
process.exitCode = lines.some(({ right }) => right === false) ? 1 : 0

/** What went wrong in one group is a line of its own: the others go on. */
function failed({ words }, error) {
  return { name: words[0] ?? words[1], unavailable: `failed: ${error.message}`, right: false }
}
