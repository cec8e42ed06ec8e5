import { Engine } from "../../dist/node.js"
import { largestError, tolerances } from "./check.js"
import { withMemory } from "./memory-lines.js"
import { flatten } from "./ours.js"
import { startPeer } from "./peer.js"
import { loadWorkload } from "./workload.js"

const ROWS = 3_000_000
const BATCH = 50_000
const LIMIT_MB = 512
/** WOODELF gets as many rows as take it a minute, but no more than fit in memory. */
const PEER_SECONDS = 60
const PEER_MOST_ROWS = 500_000
const CHECKED = 2000

/** WOODELF's published task: 3,000,000 rows of 127 features through 100 trees of depth 6, in batches. */
export async function scaleLines() {
  const workload = loadWorkload("scale")
  const common = { name: "scale", rows: ROWS }
  if (!("shapBatches" in (await probe()))) return [{ ...common, unavailable: "not available: no engine.shapBatches" }]
  const ours = await explainAll(workload)
  const theirs = await timeWoodelf()
  const error = largestError(ours.first, theirs.first)
  return [
    {
      ...common,
      peer: `woodelf ${theirs.version}`,
      peerRows: theirs.rows,
      ours: (ours.seconds / ROWS) * 1e6,
      theirs: (theirs.seconds / theirs.rows) * 1e6,
      unit: "us/row",
      error,
      right: error <= tolerances.woodelf,
      note: `rows/s: ours ${rate(ROWS, ours)}, WOODELF ${rate(theirs.rows, theirs)}`,
    },
    {
      ...common,
      peer: "limit",
      ours: ours.size / 1e6,
      theirs: LIMIT_MB,
      unit: "MB",
      bar: 1,
      note: `all linear memory, which never shrinks; memoryUsed as sampled: at most ${(ours.used / 1e6).toFixed(1)} MB`,
    },
  ]
}

async function probe() {
  const engine = await Engine.create({ threads: 1 })
  engine.close()
  return engine
}

function rate(rows, { seconds }) {
  return Math.round(rows / seconds).toLocaleString("en-US")
}

/** Seconds without those in which the rows are made; the values of the first rows; the memory. */
async function explainAll({ ensemble, rows }) {
  const whole = rows(0, BATCH)
  const making = { seconds: 0 }
  let [first, done, seconds] = [undefined, 0, 0]
  const memory = await withMemory(async (engine, sample) => {
    const start = performance.now()
    for await (const explanation of engine.shapBatches(ensemble, batches(whole, making), { onProgress: sample })) {
      first ??= flatten(explanation, CHECKED)
      done += explanation.values[0][0].length
      sample()
    }
    seconds = (performance.now() - start) / 1000 - making.seconds
  })
  if (done !== ROWS) throw new Error(`scale: got values of ${done} rows, expected ${ROWS}`)
  return { ...memory, first, seconds }
}

/** New rows each time: every column is turned by a step of its own, so that no row comes twice. */
async function* batches(whole, making) {
  for (let batch = 0; batch < ROWS / BATCH; batch++) {
    const start = performance.now()
    const columns = whole.columns.map((column, j) => ({
      ...column,
      values: turned(column.values, batch * (j + 1) * 379),
    }))
    making.seconds += (performance.now() - start) / 1000
    yield { ...whole, columns }
  }
}

function turned(values, step) {
  const at = step % values.length
  const copy = new Float64Array(values.length)
  copy.set(values.subarray(at))
  copy.set(values.subarray(0, at), values.length - at)
  return copy
}

async function timeWoodelf() {
  const trial = await timeRows(BATCH)
  const fitting = Math.min(PEER_MOST_ROWS, Math.floor(PEER_SECONDS / trial.seconds) * BATCH)
  return fitting > BATCH ? timeRows(fitting) : trial
}

async function timeRows(rows) {
  const peer = await startPeer({ peer: "woodelf", workload: "scale", rows })
  try {
    const seconds = await peer.time()
    const { values } = await peer.values(CHECKED)
    return { rows, seconds, first: values, version: peer.version }
  } finally {
    peer.close()
  }
}
