// The built page in a real Chromium: what it takes to open, to analyse a large table, to draw many points.
//   npm run bench:page [-- WORD...]     only lines whose name has one of these words, e.g. beeswarm
//   npm run bench:page -- --record      also writes records/page-<date>.csv
// Exits with 1 when an answer was wrong or a line failed. To add lines: README.md says what a module exports.
import { readdirSync } from "node:fs"
import { startBench } from "./bench.js"
import { header, record, row } from "./report.js"

const modules = readdirSync(import.meta.dirname).filter((file) => file.endsWith("-lines.js"))
const scenarios = []
for (const file of modules.sort()) scenarios.push(...(await import(`./${file}`)).lines)
const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith("--"))
const chosen = scenarios.filter(({ name }) => names.length === 0 || names.some((word) => name.includes(word)))

const bench = await startBench()
const found = []
console.log(header())
try {
  for (const { name, measure } of chosen) {
    const failed = ({ message }) => [{ name, right: false, note: `failed: ${message.split("\n")[0]}` }]
    for (const line of await measure(bench).catch(failed)) {
      console.log(row(line))
      found.push(line)
    }
  }
} finally {
  await bench.close()
}
if (words.includes("--record")) console.log(record(found))
process.exitCode = found.some(({ right }) => right === false) ? 1 : 0
