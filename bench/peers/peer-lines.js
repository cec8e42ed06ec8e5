import { Engine } from "../../dist/node.js"
import { background as backgroundRows } from "./cases.js"
import { exactValues, largestError, tolerances } from "./check.js"
import { explainCold, flatten, missingTask, optionsOf } from "./ours.js"
import { startPeer } from "./peer.js"
import { loadWorkload } from "./workload.js"

/** A case is repeated until one of these is reached; the least time of each counts. */
const ROUNDS = { cold: 5, warm: 20 }
/** Calls a turn, of both sides alike: a single call of a millisecond would find the caches as the other side left them. */
const CALLS = { cold: 1, warm: 20 }
const BUDGET_MS = 60_000
const EXACT_ROWS = 20

/** The lines of one case of cases.js: ours and each peer take turns, answers are compared after the first turn. */
export async function peerLines(each) {
  const workload = loadWorkload(each.workload)
  const { start, rows } = backgroundRows
  const background = each.task === "interventional" ? workload.rows(start, start + rows) : undefined
  const why = await missingTask(workload, each.task ?? "contributions", background)
  if (why) return each.peers.map((peer) => ({ ...lineOf(each, peer), unavailable: `not available: ${why}` }))
  const ours = await (each.warm ? warmCalls : coldCalls)(workload, each, background)
  const rivals = []
  for (const peer of each.peers) rivals.push(await openRival(each, peer))
  try {
    return await takeTurns(each, ours, rivals)
  } finally {
    ours.close?.()
    for (const { process } of rivals) process?.close()
  }
}

/** A peer's process, or the reason why there is none. */
async function openRival({ workload, task }, peer) {
  try {
    return { peer, process: await startPeer({ ...peer, workload, task }), best: Number.POSITIVE_INFINITY }
  } catch (error) {
    return { peer, unavailable: error.message }
  }
}

function coldCalls(workload, { rows, task }, background) {
  const table = workload.rows(0, rows)
  return { call: () => explainCold(workload, table, optionsOf(task, background)) }
}

/** The same engine again, its plan made; a row that it has not seen, so that nothing of the row is there yet. */
async function warmCalls({ ensemble, rows }) {
  const engine = await Engine.create({ threads: 1 })
  const first = await engine.shap(ensemble, rows(0, 1))
  let next = 1
  const timeOne = async () => {
    const row = rows(next, next + 1)
    next += 1
    const start = performance.now()
    await engine.shap(ensemble, row)
    return (performance.now() - start) / 1000
  }
  const call = async () => {
    let seconds = Number.POSITIVE_INFINITY
    for (let calls = 0; calls < CALLS.warm; calls++) seconds = Math.min(seconds, await timeOne())
    // The answer that is compared is that of the first row, which the peers have.
    return { seconds, explanation: first }
  }
  return { call, close: () => engine.close() }
}

async function takeTurns(each, ours, rivals) {
  const present = rivals.filter(({ process }) => process)
  const begin = performance.now()
  const kind = each.warm ? "warm" : "cold"
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS[kind] && hasTime(begin, round); round++) {
    const { seconds, explanation } = await ours.call()
    best = Math.min(best, seconds)
    for (const rival of present) rival.best = Math.min(rival.best, await rival.process.time(CALLS[kind]))
    if (round === 0) await checkAnswers(each, explanation, present)
  }
  return rivals.map((rival) => lineOf(each, rival.peer, best, rival))
}

/** Whether one more round of the same length fits. */
function hasTime(begin, rounds) {
  const spent = performance.now() - begin
  return rounds === 0 || spent + spent / rounds < BUDGET_MS
}

async function checkAnswers(each, explanation, rivals) {
  const exact = each.task === "interventional" ? exactValues(each.workload, EXACT_ROWS, backgroundRows.rows) : undefined
  for (const rival of rivals) {
    const rows = each.task === "interactions" ? 20 : exact ? EXACT_ROWS : rival.peer.rows
    const { values } = await rival.process.values(Math.min(rows, rival.peer.rows))
    const got = flatten(explanation, Math.min(rows, each.rows), each.task)
    Object.assign(rival, judge(got, values, exact, rival.peer))
  }
}

/** Our error, against the definition where there is one; a peer that is known to err is only reported. */
function judge(got, theirs, exact, { peer, wrong }) {
  const error = largestError(got, exact ?? theirs)
  const note = exact ? `${peer}'s own error ${largestError(theirs, exact).toExponential(1)}` : ""
  if (wrong && !exact) return { note: `differs from us by ${error.toExponential(1)}: wrong where cells are missing` }
  return { error, note, right: error <= tolerances[exact ? "exact" : peer] }
}

function lineOf({ name, workload, rows }, { peer, rows: peerRows, bar, goal }, ours, rival = {}) {
  const { best, process, unavailable, error, right, note } = rival
  return {
    name: name ? `${name}, ${workload}` : workload,
    rows,
    peer: process ? `${peer} ${process.version}` : peer,
    peerRows,
    ours: ours && (ours / rows) * 1e6,
    theirs: best && (best / peerRows) * 1e6,
    unit: "us/row",
    bar,
    goal,
    error,
    right,
    note,
    unavailable: unavailable && `not available: ${unavailable}`,
  }
}
