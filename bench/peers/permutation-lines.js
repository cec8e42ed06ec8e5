import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Engine } from "../../dist/index.js"
import { interpreterOf } from "./environments.js"
import { places } from "./places.js"
import { loadWorkload, readDoubles } from "./workload.js"

const MODEL = "lgb31"
const ROWS = 10_000
const REPEATS = 5
/** scikit-learn's time is that of a prediction a feature and repeat: it does some repeats, its time is scaled. */
const PEER_REPEATS = 2
const ROUNDS = 5

/** Permutation importance of 50 features, AUC: ours, cold, before and after scikit-learn's; the same permutations first. */
export async function permutationLines() {
  const { ensemble, rows } = loadWorkload(MODEL)
  const table = rows(0, ROWS)
  const peer = await runPeer()
  const target = readDoubles(peer.target)
  const best = Math.min(...(await times(() => importances(ensemble, table, { target, repeats: REPEATS }))))
  const error = await compare(ensemble, table, target, peer)
  return [
    {
      ...{ name: `permutation, ${MODEL}`, rows: ROWS, peer: `sklearn ${peer.version}`, peerRows: ROWS },
      ...{ ours: best, theirs: (peer.seconds * 1000 * REPEATS) / PEER_REPEATS, unit: "ms", bar: 40 },
      ...{ error, right: error <= 1e-9, note: `${REPEATS} repeats; the peer ${PEER_REPEATS}, scaled` },
    },
  ]
}

async function runPeer() {
  const words = ["permutation.py", places.work, MODEL, String(ROWS), String(PEER_REPEATS)]
  const { stdout } = await promisify(execFile)(interpreterOf("main"), words, { cwd: places.scripts })
  return JSON.parse(stdout)
}

/** A new engine: the table is coded anew. */
async function importances(ensemble, table, options) {
  const engine = await Engine.create()
  try {
    return await engine.permutationImportance(ensemble, table, { metric: "rocAuc", ...options })
  } finally {
    engine.close()
  }
}

async function times(work) {
  const found = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await work()
    found.push(performance.now() - start)
  }
  return found
}

/** The largest difference of any importance under scikit-learn's permutations. */
async function compare(ensemble, table, target, peer) {
  const orders = readDoubles(peer.orders)
  const permutations = Array.from({ length: PEER_REPEATS }, (_, r) => orders.subarray(r * ROWS, (r + 1) * ROWS))
  const { repeats } = await importances(ensemble, table, { target, permutations })
  const expected = readDoubles(peer.importances)
  return expected.reduce((most, value, i) => {
    const got = repeats[Math.floor(i / PEER_REPEATS)][i % PEER_REPEATS]
    return Math.max(most, Math.abs(got - value))
  }, 0)
}
