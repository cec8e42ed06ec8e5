// The bundles that the empty page offers, each a list as `leafwise serve` gives it, with its larger files beside.
import { readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"

const playground = join(dirname(fileURLToPath(import.meta.url)), "..")
const sample = join(playground, "../sample")
const month = "mlruns/822678664024182359"

/** Files up to this size lie in the list itself: a store has hundreds of tiny ones, which would cost a request each. */
const SMALL = 2048

const bundles = {
  "flights-month": () => {
    const model = walk(join(sample, month)).find((path) => path.endsWith("model.txt") && isLast(path))
    return { "model.txt": model, "test-2013-12.feather": join(sample, "data/test-2013-12.feather") }
  },
  flights: () => named([...walk(join(sample, "mlruns")), ...walk(join(sample, "data"))], sample),
  stocks: () =>
    named(
      ["model.ubj", "months-2023.parquet"].map((name) => join(playground, "samples/stocks", name)),
      join(playground, "samples/stocks"),
    ),
}

/** Writes `samples/ID.json` and `samples/ID/PATH` into the build, and answers for them while developing. */
export function samples() {
  return {
    name: "samples",
    generateBundle() {
      for (const [fileName, source] of allFiles()) this.emitFile({ type: "asset", fileName, source })
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURIComponent((request.url ?? "").replace(/^\//, "").replace(/\?.*/, ""))
        const found = path.startsWith("samples/") && [...allFiles()].find(([name]) => name === path)
        if (!found) return next()
        response.setHeader("content-type", path.endsWith(".json") ? "application/json" : "application/octet-stream")
        response.end(found[1])
      })
    },
  }
}

function* allFiles() {
  for (const [id, files] of Object.entries(bundles)) {
    const listed = []
    for (const [path, place] of Object.entries(files())) {
      const content = readFileSync(place)
      if (content.length <= SMALL) listed.push({ path, bytes: content.length, content: content.toString("base64") })
      else {
        listed.push({ path, bytes: content.length })
        yield [`samples/${id}/${path}`, content]
      }
    }
    yield [`samples/${id}.json`, JSON.stringify({ name: id, files: listed })]
  }
}

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

function named(paths, top) {
  return Object.fromEntries(paths.map((path) => [relative(top, path).split(sep).join("/"), path]))
}

/** The model of the last window, which was tested on December. */
function isLast(path) {
  return readFileSync(join(dirname(path), "../params/test_start"), "utf8").startsWith("2013-12")
}
