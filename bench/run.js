// Runs the benchmarks: every case checks its answer first, then is timed beside its rivals in the same process.
//   npm run bench [-- NAME...]      only cases whose file is called so
//   npm run bench -- --check        answers only
//   npm run bench -- --record       also writes records/<date>.csv
import { readdirSync, writeFileSync } from "node:fs"
import { arch, cpus } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bench, do_not_optimize, group, run } from "mitata"

const folder = join(dirname(fileURLToPath(import.meta.url)), "cases")
const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith("--"))

const cases = []
for (const file of readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".js"))
  .sort()) {
  const name = file.replace(/^.*[\\/]|\.js$/g, "")
  if (names.length > 0 && !names.includes(name)) continue
  const [make] = Object.values(await import(join(folder, file)))
  const each = await make()
  const error = await each.check()
  if (!(error <= each.tolerance))
    throw new Error(`${each.name}: the answer is ${error} off, expected at most ${each.tolerance}`)
  console.log(`${each.name}: answer right within ${error.toExponential(1)}`)
  cases.push(each)
}

if (!words.includes("--check")) await time()

async function time() {
  for (const { name, ours, rivals } of cases) {
    group(name, () => {
      for (const [who, work] of Object.entries({ ...ours, ...rivals }))
        bench(who, async () => do_not_optimize(await work()))
    })
  }
  const { benchmarks } = await run({ format: "quiet" })
  // In the order in which they were given: each case's own, then its rivals.
  const medians = benchmarks.map(({ runs }) => runs[0].stats.p50 / 1e6)
  const rows = cases.flatMap((each) => rowsOf(each, () => medians.shift()))
  console.table(rows)
  if (words.includes("--record")) record(rows)
}

/** Medians in milliseconds, and how many times longer each takes than the first of ours. */
function rowsOf({ name, ours, rivals, scale = 1 }, nextMedian) {
  const times = [
    ...Object.keys(ours).map((who) => [who, nextMedian()]),
    ...Object.keys(rivals).map((who) => [who, nextMedian() * scale]),
  ]
  return times.map(([who, ms]) => ({
    case: name,
    who,
    ms: Number(ms.toPrecision(4)),
    ratio: Number((ms / times[0][1]).toPrecision(3)),
  }))
}

function record(rows) {
  const path = join(folder, `../records/${new Date().toISOString().slice(0, 10)}.csv`)
  const machine = `${cpus()[0]?.model} (${arch()}), Node ${process.version}`
  const lines = rows.map((row) =>
    Object.values(row)
      .map((cell) => `"${cell}"`)
      .join(","),
  )
  writeFileSync(path, `# ${machine}\ncase,who,ms,ratio\n${lines.join("\n")}\n`)
  console.log(path)
}
