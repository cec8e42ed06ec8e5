import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { layerFaults, type SourceTree } from "./layers.js"

const root = join(import.meta.dirname, "../..")

/** A small tree in which every import is allowed. */
const sound: SourceTree = {
  "src/data/table.ts": 'import type { Column } from "./column.js"\nexport interface Table {}',
  "src/data/column.ts": "export interface Column {}",
  "src/results/ranking.ts": 'import { z } from "zod"',
  "src/wasm/binary.ts": "// Generated from assembly/\nexport const bytes = ''",
  "src/readers/csv.ts": 'import type { Table } from "../data/table.js"',
  "src/readers/arrow-codecs.ts": 'import { compressionRegistry } from "apache-arrow"',
  "src/readers/yaml.ts": 'import { load } from "js-yaml"',
  "src/stores/file.ts": 'import { parseYaml } from "../readers/yaml.js"',
  "src/kernels/metrics/roc-auc.ts": 'import { bytes } from "../../wasm/binary.js"',
  "src/analysis/direction.ts": 'import { rocAuc } from "../kernels/metrics/roc-auc.js"',
  "src/writers/arrow.ts": 'import { Table } from "apache-arrow"\nimport type { Ranking } from "../results/ranking.js"',
  "src/engine.ts": 'import { rocAuc } from "./kernels/metrics/roc-auc.js"',
  "src/index.ts": 'export { Engine } from "./engine.js"\nexport { rankFeatures } from "./analysis/direction.js"',
  "src/node/threads.ts": 'import { wrap } from "comlink"\nimport { Worker } from "node:worker_threads"',
  "src/node.ts": 'import { readFile } from "node:fs/promises"\nexport * from "./index.js"',
  "src/server/route.ts": 'import type { FastifyInstance } from "fastify"\nimport { realpath } from "node:fs/promises"',
  "src/server.ts": 'import Fastify from "fastify"\nimport { addRoute } from "./server/route.js"',
  "src/cli/shap.ts": 'import { Engine } from "../node.js"\nimport { writeArrow } from "../writers/arrow.js"',
  "src/cli.ts": 'import { addShap } from "./cli/shap.js"\nimport { Command } from "commander"',
  "src/bin.ts": 'import { main } from "./cli.js"',
  "src/worker.ts": 'import { expose } from "comlink"\nimport { Engine } from "./engine.js"',
  "playground/app.ts": 'import { Engine } from "../src/index.js"\nimport { html } from "lit"',
  "bench/cases/predict.js": 'import { Engine } from "../../dist/index.js"',
  "assembly/index.ts": 'export { predict } from "./predict"',
  "assembly/embed.js": 'import { writeFileSync } from "node:fs"\nwriteFileSync("src/wasm/binary.ts", text)',
}

test("the tree as it is keeps the rule", () => {
  const tree = sourceTree(["src", "playground", "bench", "assembly"])
  expect(layerFaults(tree)).toEqual([])
  expect(Object.keys(tree).length).toBeGreaterThan(150)
  expect(new Set(Object.keys(tree).map((path) => path.split("/").slice(0, -1).join("/")))).toContain(
    "src/kernels/metrics",
  )
})

test("a sound tree has no fault", () => {
  expect(layerFaults(sound)).toEqual([])
})

/** A line that is planted in a file, and the fault that is then named. */
const planted: readonly (readonly [path: string, line: string, fault: string])[] = [
  ["src/data/table.ts", 'import { z } from "../results/ranking.js"', "imports src/results/ranking: data may not"],
  ["src/results/ranking.ts", 'import type { T } from "../data/table.js"', "imports src/data/table: results may not"],
  ["src/wasm/binary.ts", 'import "../data/table.js"', "imports src/data/table: wasm may not"],
  [
    "src/readers/csv.ts",
    'import "../kernels/metrics/roc-auc.js"',
    "imports src/kernels/metrics/roc-auc: readers may not",
  ],
  ["src/readers/csv.ts", 'import "../stores/file.js"', "imports src/stores/file: readers may not"],
  ["src/stores/file.ts", 'import { readCsv } from "../readers/csv.js"', "imports src/readers/csv: stores may not"],
  ["src/kernels/metrics/roc-auc.ts", 'import "../../engine.js"', "imports src/engine: kernels may not"],
  ["src/analysis/direction.ts", 'import "../engine.js"', "imports src/engine: analysis may not"],
  ["src/analysis/direction.ts", 'import "../kernels/predict.js"', "imports src/kernels/predict: analysis may not"],
  [
    "src/writers/arrow.ts",
    'import "../kernels/metrics/roc-auc.js"',
    "imports src/kernels/metrics/roc-auc: writers may not",
  ],
  ["src/engine.ts", 'export * from "./index.js"', "imports src/index: engine may not"],
  ["src/engine.ts", 'import "./node/threads.js"', "imports src/node/threads: engine may not"],
  ["src/engine.ts", 'import "./writers/arrow.js"', "imports src/writers/arrow: engine may not"],
  ["src/node/threads.ts", 'import { Engine } from "../node.js"', "imports src/node: node may not"],
  ["src/data/table.ts", 'import "../../playground/app.js"', "imports playground/app: data may not"],
  [
    "src/engine.ts",
    'const fs = await import("node:fs")',
    "imports node:fs: only src/node, src/cli, src/server, the doors",
  ],
  ["src/readers/csv.ts", 'import { readFileSync } from "node:fs"', "imports node:fs: only src/node"],
  ["src/index.ts", 'export { sep } from "node:path"', "imports node:path: only src/node"],
  ["src/worker.ts", 'import { parentPort } from "node:worker_threads"', "imports node:worker_threads: only src/node"],
  ["src/engine.ts", 'import { wrap } from "comlink"', "imports comlink: only worker, remote, threads may"],
  [
    "src/node.ts",
    'import n from "comlink/dist/esm/node-adapter.mjs"',
    "imports comlink/dist/esm/node-adapter.mjs: only",
  ],
  ["src/readers/csv.ts", 'import { Table } from "apache-arrow"', "imports apache-arrow: only readers/arrow*"],
  ["src/cli/shap.ts", 'import { tableFromIPC } from "apache-arrow"', "imports apache-arrow: only readers/arrow*"],
  ["src/index.ts", 'import { html } from "lit"', "imports lit: only playground may"],
  ["src/engine.ts", 'import { scaleLinear } from "d3-scale"', "imports d3-scale: only playground may"],
  ["src/data/table.ts", 'import { z } from "zod"', "imports zod: only src/results may"],
  ["playground/app.ts", 'import { readFileSync } from "node:fs"', "imports node:fs: only src/node"],
  ["playground/app.ts", 'import { tableFromIPC } from "apache-arrow"', "imports apache-arrow: only readers/arrow*"],
  [
    "playground/app.ts",
    'import { rocAuc } from "../src/kernels/metrics/roc-auc.js"',
    "imports src/kernels/metrics/roc-auc: only the doors",
  ],
  [
    "playground/app.ts",
    'import { Engine } from "../src/node.js"',
    "imports src/node: only the doors index, remote and worker",
  ],
  ["bench/cases/predict.js", 'import "../../dist/kernels/predict.js"', "imports dist/kernels/predict: only the doors"],
  ["bench/cases/predict.js", 'import "../../src/engine.js"', "imports src/engine: only the doors"],
  ["src/engine.ts", 'const path = "../assembly/predict.ts"', "names assembly: only src/wasm/binary.ts joins them"],
  ["assembly/index.ts", 'import { Table } from "../src/data/table"', "imports src/data/table: assembly may not"],
  ["assembly/embed.js", 'copyFileSync("kernels.wasm", "src/wasm/kernels.wasm")', "names src: only src/wasm/binary.ts"],
]

for (const [path, line, fault] of planted) {
  test(`${line} in ${path} is a fault`, () => {
    const faults = layerFaults({ ...sound, [path]: `${sound[path]}\n${line}\n` })
    expect(faults).toContainEqual(expect.stringContaining(`${path} ${fault}`))
  })
}

test("a circle is named once, from its first file on, imports of types included", () => {
  const tree = {
    "src/data/c.ts": 'import "./a.js"',
    "src/data/a.ts": 'import type { B } from "./b.js"',
    "src/data/b.ts": 'export * from "./c.js"',
  }
  expect(layerFaults(tree)).toEqual(["circle: src/data/a -> src/data/b -> src/data/c -> src/data/a"])
  expect(layerFaults({ "src/data/a.ts": 'import "./a.js"' })).toEqual(["circle: src/data/a -> src/data/a"])
})

test("what comments and texts say is no import", () => {
  const source = '// import { x } from "node:fs"\nconst text = `import Engine from "leafwise/node" or "node:fs"`'
  expect(layerFaults({ "src/engine.ts": `${source}\n/** See \`assembly/forest.ts\` and "assembly/". */` })).toEqual([])
})

function sourceTree(folders: readonly string[]): SourceTree {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${String(name).replaceAll("\\", "/")}`)
      .filter((path) => /\.[jt]s$/.test(path) && !path.includes("/node_modules/")),
  )
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]))
}
