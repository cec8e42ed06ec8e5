// File stores beside MLflow's own client, by turns in one run:
//
//   npm run build && node bench/stores/run.js --python PYTHON [--store FOLDER] [--turns N] [--record]
//
// PYTHON has mlflow. The store is made in FOLDER (.cache/stores by default) when it is not there.
import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { cpus, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { makeFileStore } from "./make-file-store.js"

const here = dirname(fileURLToPath(import.meta.url))
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : process.argv[at + 1]
}
const store = makeFileStore(option("store", join(here, "../../.cache/stores/10000")))
const cache = mkdtempSync(join(tmpdir(), "leafwise-bench-"))
const bars = { cold: 8, again: 50, "new process": 15, all: 40 }
const seen = { cold: [], again: [], "new process": [], all: [] }
const theirs = { top: [], page: [] }

const peer = await startPeer(option("python", "python3"))
for (let turn = 0; turn < Number(option("turns", "3")); turn++) {
  rmSync(cache, { recursive: true, force: true })
  theirs.top.push(await peer.ask("top"))
  const [cold, ...again] = ours("top")
  const [warm] = ours("top")
  rmSync(cache, { recursive: true, force: true })
  const [all] = ours("all")
  if (turn === 0) theirs.page.push(await peer.ask("page"))
  check(cold, theirs.top[0])
  seen.cold.push(cold)
  seen.again.push(...again)
  seen["new process"].push(warm)
  seen.all.push(all)
}
peer.close()
rmSync(cache, { recursive: true, force: true })
report()

function ours(task) {
  const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache }
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(here, "ours.js"), store, task], { env })
  if (status !== 0) throw new Error(`ours.js ${task}: ${stderr}`)
  return JSON.parse(stdout)
}

async function startPeer(python) {
  const child = spawn(python, [join(here, "peer.py"), store], { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${python}: mlflow ended without an answer`)
    return JSON.parse(value)
  }
  const { version } = await next()
  const ask = (task) => {
    child.stdin.write(`${task}\n`)
    return next()
  }
  return { version, ask, close: () => child.stdin.end() }
}

function check(mine, its) {
  if (mine.runs === its.runs && mine.first === its.first) return
  throw new Error(`got ${mine.runs} runs from ${mine.first}, expected ${its.runs} from ${its.first}`)
}

function report() {
  const rows = Object.entries(bars).map(([line, bar]) => {
    const its = line === "all" ? theirs.page : theirs.top
    const pages = line === "all" ? 10 : 1
    const least = (list, key) => Math.min(...list.map((each) => each[key]))
    const [mine, other] = [least(seen[line], "seconds"), pages * least(its, "seconds")]
    const processor = (pages * least(its, "processor")) / least(seen[line], "processor")
    const ratio = other / mine
    return [line, mine, other, ratio, processor, bar, ratio >= bar ? "yes" : "no"].map(shown)
  })
  const head = ["line", "ours s", `mlflow ${peer.version} s`, "ratio", "ratio of processor time", "bar", "met"]
  for (const row of [head, ...rows]) console.log(row.join("\t"))
  if (!process.argv.includes("--record")) return
  const folder = join(here, "../records")
  mkdirSync(folder, { recursive: true })
  const machine = `# ${cpus()[0].model.trim()} (${process.arch}), ${cpus().length} cores, Node ${process.version}`
  const text = [machine, ...[head, ...rows].map((row) => row.join(","))].join("\n")
  writeFileSync(join(folder, `stores-${new Date().toISOString().slice(0, 10)}.csv`), `${text}\n`)
}

function shown(value) {
  return typeof value === "number" ? value.toPrecision(4) : value
}
