import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { startMetricPeer } from "./metric-peer.js"
import { places } from "./places.js"

/** A line is repeated until one of these is reached; the least time of each counts. */
const ROUNDS = 15
const BUDGET_MS = 40_000

/** One line: ours and the peer take turns on the same arrays; the answers are compared first. */
export async function metricLine(each) {
  const inputs = each.inputs()
  const peer = each.rival ? undefined : await startMetricPeer(each.peer, saved(each.peer, inputs))
  try {
    const theirs = peer ? peer.time : async () => timed(() => each.rival(inputs))
    return await takeTurns(each, inputs, theirs, peer?.version ?? "")
  } finally {
    peer?.close()
  }
}

async function takeTurns(each, inputs, theirs, version) {
  const first = [timed(() => each.ours(inputs)), await theirs()]
  const error = Math.abs(first[0].value - first[1].value) / (Math.abs(first[1].value) || 1)
  const best = first.map(({ seconds }) => seconds)
  const begin = performance.now()
  for (let round = 1; round < ROUNDS && performance.now() - begin < BUDGET_MS; round++) {
    best[0] = Math.min(best[0], timed(() => each.ours(inputs)).seconds)
    best[1] = Math.min(best[1], (await theirs()).seconds)
  }
  return {
    ...{ name: each.name, rows: each.rows, peerRows: each.rows, bar: each.bar, note: each.note, unit: "ms" },
    ...{ peer: `${each.peer} ${version}`.trim(), ours: best[0] * 1000, theirs: best[1] * 1000 },
    ...{ error, right: error <= (each.tolerance ?? 1e-12) },
  }
}

function timed(work) {
  const start = performance.now()
  const value = work()
  return { value, seconds: (performance.now() - start) / 1000 }
}

/** Raw files of the arrays, for numpy: their paths and types by the name of the array. */
function saved(peer, inputs) {
  const folder = join(places.work, "metrics")
  mkdirSync(folder, { recursive: true })
  const kinds = { Float64Array: "f8", Float32Array: "f4", Int32Array: "i4", Uint8Array: "u1" }
  return Object.entries(inputs).map(([name, values]) => {
    const path = join(folder, `${peer}-${name}.bin`)
    writeFileSync(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return { name, path, type: kinds[values.constructor.name] }
  })
}
