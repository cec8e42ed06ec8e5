import { makeLarge } from "./make-large.js"

const ROWS = 100_000
const BAR = 60
const ROUNDS = 9
const charts = {
  beeswarm: { chart: "beeswarm-chart", page: "features" },
  dependence: { chart: "cloud-chart", page: "feature" },
}

/** A picture of 100,000 rows drawn anew, and what it says at a pointer. */
export const lines = Object.entries(charts).map(([kind, each]) => ({
  name: `100,000 points: ${kind}`,
  measure: (bench) => drawn(bench, kind, each),
}))

async function drawn(bench, kind, { chart, page }) {
  const watched = await bench.open(bench.host().url, { hash: `#v=${page}` })
  await watched.drop(makeLarge(bench, "drawn.feather", "lgb.txt"))
  await watched.moment(
    ({ state }, find, [name, rows]) => {
      const found = find(name)
      return (
        !state.stage && state.result?.explanation.margins.length === rows && found?.painted && pointsOf(found) === rows
      )
      function pointsOf(element) {
        return element.data?.x.values.length ?? element.painted.margins.length
      }
    },
    [chart, ROWS],
    120_000,
  )
  // What is computed beside, e.g. permutation importance, ends first.
  await watched.moment(
    (_, find) => !find("page-features progress-row button, page-feature progress-row button"),
    null,
    120_000,
  )
  const times = []
  for (let round = 0; round < ROUNDS; round++) times.push(await watched.page.evaluate(redraw, chart))
  const hover = await watched.page.evaluate(hovered, chart)
  await watched.close()
  const name = `100,000 points: ${kind}`
  const { right, ms, said, least } = hover
  const note = `least of ${ROUNDS}, the median ${Math.round(times.sort((a, b) => a - b)[ROUNDS >> 1])} ms`
  return [
    { name: `${name} drawn`, value: times[0], unit: "ms", bar: BAR, right, note },
    { name: `${name}: hover`, value: ms, unit: "ms", bar: 16, right, note: `${said} (${least})` },
  ]
}

/** Runs in the page: from nothing known of the picture to the picture. */
async function redraw(name) {
  const chart = benchTools.find(name)
  for (const line of chart.lines ?? []) line.swarm = undefined
  const started = performance.now()
  await new Promise((done) => {
    const { painted } = chart
    Object.defineProperty(chart, "painted", {
      configurable: true,
      get: () => painted,
      set(value) {
        delete chart.painted
        chart.painted = value
        done()
      },
    })
    chart.paint()
  })
  return performance.now() - started
}

/** Runs in the page: the pointer on a dot in the middle of the picture. */
async function hovered(name) {
  const chart = benchTools.find(name)
  const { width, height, ids } = chart.pixels
  let at = (height >> 1) * width
  while (!ids[at]) at++
  const canvas = chart.shadowRoot.querySelector("canvas")
  const density = width / chart.width
  const box = canvas.getBoundingClientRect()
  const [x, y] = [(at % width) / density, Math.floor(at / width) / density]
  const place = { clientX: box.x + x, clientY: box.y + y, bubbles: true, composed: true }
  const started = performance.now()
  canvas.dispatchEvent(new PointerEvent("pointermove", place))
  const ms = performance.now() - started
  await new Promise((done) => setTimeout(done, 50))
  const said =
    chart.shadowRoot
      .querySelector("chart-frame")
      .shadowRoot.textContent.match(/row \d+: [^\u2013]*/)?.[0]
      .trim() ?? "nothing"
  const row = (ids[at] - 1) % 100_000
  return { ms, said, least: `dot of row ${row}`, right: said.startsWith(`row ${row}:`) }
}
