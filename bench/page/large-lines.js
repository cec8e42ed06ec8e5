import { readFileSync } from "node:fs"
import { join } from "node:path"
import { makeLarge } from "./make-large.js"

const ROWS = 1_000_000
/** As near as the values have to be to those of the library itself: XGBoost's are float32. */
const models = { lgb: { file: "lgb.txt", near: 1e-9 }, xgb: { file: "xgb.json", near: 2e-5 } }

export const lines = Object.entries(models).flatMap(([name, model]) => [
  { name: `1,000,000 rows, ${name}: explained`, measure: (bench) => explained(bench, name, model) },
  { name: `1,000,000 rows, ${name}: stopped`, measure: (bench) => stopped(bench, name, model) },
])

/** From the drop of the table and the model to all SHAP values on the page of features. */
async function explained(bench, name, { file, near }) {
  const paths = makeLarge(bench, "large.feather", file)
  const watched = await bench.open(bench.host().url, { hash: "#v=features" })
  const peak = watchMemory(watched)
  const dropped = await watched.drop(paths)
  const picture = await watched.moment(drawnRows, 1)
  const told = await watched.moment(progressTold, undefined)
  const whole = await watched.moment(drawnRows, ROWS, 300_000)
  const error = await errorOf(bench, watched, name)
  const tasks = await watched.longTasks(dropped)
  const memory = peak.end()
  await watched.close()
  const right = error <= near
  const line = (what, value, unit, bar, note) => ({
    name: `1,000,000 rows, ${name}: ${what}`,
    ...{ value, unit, bar, right, note },
  })
  return [
    line("first SHAP picture", (picture - dropped) / 1000, "s", 3, `error ${error.toExponential(1)}`),
    line("progress of all rows told", (told - dropped) / 1000, "s"),
    line("all rows explained and drawn", (whole - dropped) / 1000, "s"),
    line(
      "page blocked",
      tasks[0]?.ms ?? 0,
      "ms",
      100,
      tasks
        .slice(0, 4)
        .map(({ ms, script }) => `${ms} ms ${script}`)
        .join("; "),
    ),
    line("memory at its most", memory, "MB", 3000),
  ]
}

/** Stop in the midst of explaining: the time until the page says so, until no worker works, and what is left. */
async function stopped(bench, name, { file }) {
  const watched = await bench.open(bench.host().url, { hash: "#v=features" })
  await watched.drop(makeLarge(bench, "large.feather", file))
  await watched.moment(progressTold, undefined, 120_000)
  await new Promise((done) => setTimeout(done, 1500))
  const before = await watched.session(({ state }) => ({ stage: state.stage, done: state.progress?.done }))
  await watched.page.evaluate(() => {
    globalThis.stoppedAt = performance.now()
    benchTools.find("progress-row").shadowRoot.querySelector("button").click()
  })
  const idle = await idleAfter(watched)
  const said = await watched.moment(
    ({ state }, find) => !state.stage && !find("app-header progress-row")?.shadowRoot.querySelector("button"),
    undefined,
  )
  const from = await watched.page.evaluate(() => globalThis.stoppedAt)
  const kept = await watched.session(({ state }) => state.result?.ranking.length)
  await watched.close()
  const right = kept === 50 && before.stage === "explaining"
  const note = `after ${before.done?.toLocaleString("en-US")} rows`
  return [
    { name: `1,000,000 rows, ${name}: Stop, workers idle`, value: idle, unit: "ms", bar: 200, right, note },
    { name: `1,000,000 rows, ${name}: Stop, said`, value: said - from, unit: "ms", right },
  ]
}

/** ms from now to the start of the first 50 ms in which the browser hardly works. */
async function idleAfter(watched) {
  const started = performance.now()
  for (let before = watched.processor(), from = started; ; ) {
    await new Promise((done) => setTimeout(done, 50))
    const [now, at] = [watched.processor(), performance.now()]
    if (now === undefined || now - before <= 0.02) return from - started
    if (at - started > 5000) return at - started
    ;[before, from] = [now, at]
  }
}

/** The beeswarm shows so many rows or more. */
function drawnRows({ state }, find, rows) {
  const chart = find("beeswarm-chart")
  const shown = state.result?.explanation.margins.length >= rows && chart?.explanation === state.result.explanation
  return shown && chart.painted === chart.explanation
}

function progressTold({ state }, find) {
  const row = find("progress-row")?.shadowRoot.textContent ?? ""
  return state.stage === "explaining" && / - [\d,]+\/1,000,000 rows - [\d,]+ rows\/s - /.test(row)
}

function watchMemory(watched) {
  let most
  const timer = setInterval(() => {
    const now = watched.memory()
    if (now !== undefined) most = Math.max(most ?? 0, now)
  }, 300)
  return {
    end() {
      clearInterval(timer)
      return most
    },
  }
}

/** How far the SHAP values of the first rows are from the library's own. */
async function errorOf({ cache }, watched, name) {
  const expected = JSON.parse(readFileSync(join(cache, `${name}.expected.json`), "utf8"))
  const found = await watched.session(({ state }, rows) => {
    const { values, baseValues } = state.result.explanation
    return Array.from({ length: rows }, (_, i) => [...values[0].map((column) => column[i]), baseValues[0]])
  }, expected.length)
  return Math.max(...found.flatMap((row, i) => row.map((value, j) => Math.abs(value - expected[i][j]))))
}
