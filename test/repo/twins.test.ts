import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { computingModules, type FileTree, missingTwins } from "./twins.js"

const root = join(import.meta.dirname, "../..")

const whole: FileTree = {
  "assembly/index.ts": [
    'export { allocate } from "./memory"',
    'export { spearman } from "./metrics/spearman"',
    'export { createTape, treeshap } from "./treeshap/quadrature"',
  ].join("\n"),
  "src/kernels/metrics/spearman.ts": "arena.kernels.spearman(a, b)",
  "src/kernels/treeshap.ts": "kernels.createTape(1)\nkernels.treeshap(tape)",
  "test/kernels/metrics/spearman.test.ts": "",
  "test/kernels/treeshap.test.ts": "",
  "bench/cases/metrics/spearman.js": "",
  "bench/cases/treeshap.js": "",
}

test("every kernel has its wrapper, its test and its bench case", () => {
  const tree = fileTree(["assembly", "src/kernels", "test/kernels", "bench"])
  expect(missingTwins(tree)).toEqual([])
  expect([...computingModules(tree["assembly/index.ts"]!).keys()].sort()).toEqual([
    ...[
      "bins",
      "linear",
      "metrics/average-precision",
      "metrics/delong",
      "metrics/descending-order",
      "metrics/kendall-tau",
      "metrics/ndcg",
      "metrics/rank-ic",
      "metrics/roc-auc",
      "metrics/spearman",
      "metrics/threshold-counts",
      "metrics/top-hits",
      "partial-dependence",
      "permutation",
      "predict",
      "treeshap",
    ],
  ])
})

test("a whole set lacks nothing", () => {
  expect(missingTwins(whole)).toEqual([])
})

test("a missing wrapper, test or bench case is named", () => {
  const without = (path: string) => Object.fromEntries(Object.entries(whole).filter(([each]) => each !== path))
  expect(missingTwins(without("test/kernels/treeshap.test.ts"))).toEqual([
    "treeshap: test/kernels/treeshap.test.ts is missing",
  ])
  expect(missingTwins(without("bench/cases/metrics/spearman.js"))).toEqual([
    "metrics/spearman: bench/cases/metrics/spearman.js is missing",
  ])
  expect(missingTwins({ ...whole, "src/kernels/treeshap.ts": "kernels.treeshap(tape)" })).toEqual([
    "treeshap: no file of src/kernels calls kernels.createTape",
  ])
})

function fileTree(folders: readonly string[]): FileTree {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${String(name).replaceAll("\\", "/")}`)
      .filter((path) => /\.[jt]s$/.test(path)),
  )
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]))
}
