import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

const PAINT = 1500
const SCRIPTS = 150

/** From opening the page to the sample's SHAP ranking on it, and the scripts that came before the first paint. */
export const lines = [
  { name: "first useful paint, served", measure: (bench) => served(bench) },
  { name: "first paint, static host", measure: (bench) => hosted(bench) },
]

async function served(bench) {
  const server = await bench.serve([join(bench.root, "sample")])
  try {
    const watched = await bench.open(server.url)
    const painted = await paintOf(watched)
    // The ranking has its bars, and they are those of the result.
    const useful = await watched.moment(({ state }, find) => {
      const svg = find("importance-chart")?.shadowRoot?.querySelector("chart-frame")?.querySelector("svg")
      return state.result && (svg ?? find("importance-chart svg"))
    })
    const right = await watched.session(({ state }) => state.result.explanation.additivityError.relative < 1e-6)
    const blocked = await watched.blocked()
    await watched.close()
    return [
      { name: "first useful paint, served: header and questions", value: painted, unit: "ms", bar: PAINT, right },
      { name: "first useful paint, served: the sample's ranking", value: useful, unit: "ms", right },
      { name: "first useful paint, served: page blocked", value: blocked, unit: "ms", bar: 100 },
    ]
  } finally {
    await server.close()
  }
}
