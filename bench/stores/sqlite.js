// An SQLite store beside MLflow's own client, by turns in one run:
//
//   npm run build && node bench/stores/sqlite.js --python PYTHON --store FOLDER [--turns N] [--record]
//
// FOLDER/mlflow.db is a store of one experiment, number 1, that PYTHON's mlflow reads without migrating it.
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const here = dirname(fileURLToPath(import.meta.url))
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : process.argv[at + 1]
}
const store = option("store")
if (store === undefined) throw new Error("--store: got nothing, expected a folder that holds mlflow.db")
const bars = { "sqlite first": 8, "sqlite again": 20, "sqlite all": 20 }
const mine = []
const theirs = []
for (let turn = 0; turn < Number(option("turns", "3")); turn++) {
  theirs.push(answer(option("python", "python3"), join(here, "sqlite-peer.py"), store))
  mine.push({ ...answer(process.execPath, join(here, "sqlite-ours.js"), store, "top") })
  const all = answer(process.execPath, join(here, "sqlite-ours.js"), store, "all")
  Object.assign(mine.at(-1), { all: all.all, allRuns: all.allRuns })
  for (const key of ["topRuns", "allRuns"]) same(mine.at(-1)[key], theirs.at(-1)[key], key)
}
report()

function answer(program, ...given) {
  const { stdout, stderr, status } = spawnSync(program, given, { maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`${program} ${given.join(" ")}: ${stderr}`)
  return JSON.parse(stdout)
}

/** Ids in their order. */
function same(got, expected, what) {
  if (got.join() !== expected.join()) throw new Error(`${what}: got ${got.length} runs that MLflow does not find so`)
}

function report() {
  const least = (list, key) => Math.min(...list.map((each) => each[key]))
  const rows = Object.entries(bars).map(([line, bar]) => {
    const key = line.split(" ")[1]
    // MLflow keeps nothing: its best search stands for both.
    const [its, our] = [least(theirs, key === "all" ? "all" : "again"), least(mine, key)]
    return [line, our, its, its / our, bar, its / our >= bar ? "yes" : "no"].map(shown)
  })
  const head = ["line", "ours s", `mlflow ${theirs[0].version} s`, "ratio", "bar", "met"]
  for (const row of [head, ...rows]) console.log(row.join("\t"))
  if (!process.argv.includes("--record")) return
  const machine = `# ${cpus()[0].model.trim()} (${process.arch}), ${cpus().length} cores, Node ${process.version}`
  const text = [machine, ...[head, ...rows].map((row) => row.join(","))].join("\n")
  writeFileSync(join(here, `../records/sqlite-${new Date().toISOString().slice(0, 10)}.csv`), `${text}\n`)
}

function shown(value) {
  return typeof value === "number" ? value.toPrecision(4) : value
}
