import { join } from "node:path"
import { gzipSync } from "node:zlib"

const PAINT = 1500
const SCRIPTS = 150

/** From opening the page to what can be used on it, and the scripts that came before that. */
export const lines = [
  { name: "first useful paint: served with the sample", measure: (bench) => served(bench) },
  { name: "first useful paint: static host", measure: (bench) => hosted(bench) },
]

/** The sample's first rows are read, explained and ranked: the ranking's bars are on the page. */
async function served(bench) {
  const server = await bench.serve([join(bench.root, "sample")])
  try {
    const times = []
    for (let turn = 0; turn < 3; turn++) times.push(await openSample(bench, server.url))
    const least = (key) => Math.min(...times.map((each) => each[key]))
    const line = (what, key, bar) => ({
      name: `first useful paint: ${what}`,
      ...{ value: least(key), unit: "ms", bar, right: times.every(({ right }) => right), note: "least of 3" },
    })
    return [
      line("served with the sample: what was opened", "painted", PAINT),
      line("served with the sample: the SHAP ranking", "useful"),
      line("served with the sample: page blocked", "blocked", 100),
    ]
  } finally {
    await server.close()
  }
}

async function openSample(bench, url) {
  const watched = await bench.open(url)
  const painted = await watched.moment((_, find) => find("inventory-view")?.shadowRoot.querySelector("tbody tr"))
  const useful = await watched.moment(
    ({ state }, find) => state.result && find("importance-chart")?.shadowRoot.querySelector("svg"),
  )
  await watched.moment(({ state }) => !state.stage && !state.result.explanation.sample)
  const error = await watched.session(({ state }) => state.result.explanation.additivityError.relative)
  const blocked = await watched.blocked()
  await watched.close()
  return { painted, useful, blocked, right: error < 1e-9 }
}

/** The page without anything opened, on any host: its scripts until the samples are offered. */
async function hosted(bench) {
  const watched = await bench.open(bench.host().url)
  const painted = await watched.moment((_, find) => find("[data-sample=flights]"))
  const scripts = await watched.page.evaluate((until) => {
    const resources = performance.getEntriesByType("resource")
    return resources.filter(({ name, startTime }) => /\.js$/.test(name) && startTime <= until).map(({ name }) => name)
  }, painted)
  let bytes = 0
  for (const url of scripts) bytes += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length
  const names = scripts.map((url) => url.replace(/^.*\//, ""))
  await watched.close()
  const right = scripts.length > 0 && !names.some((name) => /parquet|arrow|sql|zstd/.test(name))
  return [
    { name: "first useful paint: static host", value: painted, unit: "ms", bar: PAINT, right },
    {
      name: "first useful paint: scripts before it, gzipped",
      ...{ value: bytes / 1000, unit: "kB", bar: SCRIPTS, right, note: `${names.length} files, no codec among them` },
    },
  ]
}
