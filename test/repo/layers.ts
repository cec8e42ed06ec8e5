import { posix } from "node:path"
import ts from "typescript"

/** Source files by their path from the repository's top. */
export type SourceTree = Readonly<Record<string, string>>

interface Import {
  readonly from: string
  /** The path without its ending, or the package. */
  readonly to: string
}

const doors = ["index", "node", "worker", "remote", "server", "cli", "bin"]

/** What each room of `src` may import beside itself; `engine` stands for the modules that lie in `src` itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  data: [],
  results: [],
  wasm: [],
  readers: ["data"],
  stores: ["data", "readers/yaml"],
  kernels: ["data", "results", "wasm"],
  analysis: ["data", "results", "kernels/metrics"],
  writers: ["data", "results"],
  engine: ["data", "results", "wasm", "readers", "stores", "kernels", "analysis", "page"],
  page: ["data", "engine"],
  node: ["data", "results", "engine"],
  cli: ["data", "results", "readers", "stores", "kernels", "analysis", "writers", "engine", "node", "doors"],
  // Where a store lies in its project is found by the file that `leafwise audit` finds it with.
  server: [
    "cli/audited-store",
    "data",
    "results",
    "readers",
    "stores",
    "kernels",
    "analysis",
    "writers",
    "engine",
    "node",
    "doors",
  ],
  doors: [
    "data",
    "results",
    "wasm",
    "readers",
    "stores",
    "kernels",
    "analysis",
    "writers",
    "engine",
    "page",
    "node",
    "cli",
    "server",
    "doors",
  ],
}

/** Packages that only some files may name. */
const packages: readonly (readonly [name: RegExp, files: RegExp, where: string])[] = [
  [
    /^node:/,
    /^(src\/(node\/|cli\/|server\/|(node|server|cli|bin)\.ts$)|playground\/vite\/)/,
    "src/node, src/cli, src/server, the doors node, server, cli, bin and the page's build",
  ],
  [
    /^comlink(\/|$)/,
    /^src\/(worker\.ts|remote\.ts|node\/(thread\w*\.ts|comlink-node\.d\.ts))$/,
    "worker, remote, threads",
  ],
  [/^apache-arrow(\/|$)/, /^src\/(readers|writers)\/arrow[\w-]*\.ts$/, "readers/arrow* and writers/arrow*"],
  [/^(lit|d3-\w+|@tanstack\/lit-virtual)(\/|$)/, /^playground\//, "playground"],
  [/^zod(\/|$)/, /^src\/results\//, "src/results"],
  [/^(fastify|@fastify\/static)$/, /^src\/server(\/|\.ts$)/, "src/server"],
  [/^commander$/, /^src\/cli(\/|\.ts$)/, "src/cli"],
  [/^js-yaml$/, /^src\/readers\/yaml\.ts$/, "src/readers/yaml.ts"],
  [/^libsql$/, /^src\/node\//, "src/node"],
  [/^@resvg\/resvg-wasm(\/|$)/, /^src\/node\/plots\.ts$/, "src/node/plots.ts"],
  [/^sql\.js$/, /^src\/page\//, "src/page"],
  [/^fflate$/, /^src\/readers\/zip[\w-]*\.ts$/, "src/readers/zip*"],
  [/^(hyparquet|hyparquet-compressors|fzstd|pako)(\/|$)/, /^src\/readers\//, "src/readers"],
]

/** Everything in a tree that breaks the rule "who may import whom" of docs/architecture.md, a line each. */
export function layerFaults(tree: SourceTree): string[] {
  const imports = Object.keys(tree).flatMap((path) => importsOf(path, tree[path]!))
  return [...imports.flatMap((each) => faultsOf(each)), ...mentions(tree), ...cycles(imports)].sort()
}

function importsOf(path: string, source: string): Import[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => {
    const to = fileName.startsWith(".") ? posix.join(posix.dirname(path), fileName) : fileName
    return { from: path, to: fileName.startsWith(".") ? stem(to) : to }
  })
}

function faultsOf({ from, to }: Import): string[] {
  const [top = ""] = from.split("/")
  // Benchmarks and build scripts run in Node and name what they like.
  const bound = /^(src|playground)$/.test(top) && !/^playground\/vite\//.test(from)
  const named = packages.filter(([name, files]) => bound && name.test(to) && !files.test(from))
  const faults = named.map(([, , where]) => `${from} imports ${to}: only ${where} may`)
  if (top === "src" && !reaches(from, to)) faults.push(`${from} imports ${to}: ${roomOf(from)} may not`)
  const own = /^src\/(index|remote|worker)$/
  if (top === "playground" && to.startsWith("src/") && !own.test(to)) {
    faults.push(`${from} imports ${to}: only the doors index, remote and worker may be`)
  }
  if (top === "bench" && /^(src|dist)\//.test(to) && !/^dist\/(index|node)$/.test(to)) {
    faults.push(`${from} imports ${to}: only the doors index and node may be`)
  }
  if (top === "assembly" && to.startsWith("src/")) faults.push(`${from} imports ${to}: assembly may not`)
  return faults
}

/** Whether a file of `src` may import a file; packages are looked at elsewhere. */
function reaches(from: string, to: string): boolean {
  if (!to.includes("/") || !/^(src|assembly|playground|bench|test|scripts|sample|build)\//.test(to)) return true
  const rooms = [roomOf(from), roomOf(to)] as const
  if (rooms[0] === rooms[1]) return true
  return (mayImport[rooms[0]] ?? []).some((allowed) => allowed === rooms[1] || within(to, `src/${allowed}`))
}

function within(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

function roomOf(path: string): string {
  const [top = "", room = "", ...rest] = stem(path).split("/")
  if (top !== "src") return top
  if (rest.length > 0) return room
  return doors.includes(room) ? "doors" : "engine"
}

/** `assembly` and `src` meet in one generated file: no text in either names another path of the other. */
function mentions(tree: SourceTree): string[] {
  const other = { src: /^[./]*assembly\//, assembly: /^[./]*src\/(?!wasm(\/binary\.ts)?$)/ }
  return Object.entries(other).flatMap(([top, pattern]) =>
    Object.keys(tree)
      .filter((path) => path.startsWith(`${top}/`) && path !== "src/wasm/binary.ts")
      .filter((path) => textsOf(path, tree[path]!).some((text) => pattern.test(text)))
      .map((path) => `${path} names ${top === "src" ? "assembly" : "src"}: only src/wasm/binary.ts joins them`),
  )
}

/** The texts of a source, not those in its comments. */
function textsOf(path: string, source: string): string[] {
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest))
  return texts
}

/** Every circle of imports in `src`, once, from its first file on. Imports of types count. */
function cycles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) next.set(stem(from), [...(next.get(stem(from)) ?? []), to])
  const done = new Set<string>()
  const found = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) found.add(`circle: ${rotated(trail.slice(at)).join(" -> ")}`)
    if (at >= 0 || done.has(path) || !path.startsWith("src/")) return
    for (const to of next.get(path) ?? []) visit(to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) visit(path, [])
  return [...found]
}

function rotated(circle: readonly string[]): string[] {
  const first = circle.indexOf([...circle].sort()[0]!)
  const turned = [...circle.slice(first), ...circle.slice(0, first)]
  return [...turned, turned[0]!]
}

function stem(path: string): string {
  return path.replace(/(\.d)?\.[jt]s$/, "")
}
