// Makes a fresh clone ready to start or test, with Node's built-in modules only:
// installs what is missing, builds what is stale, unpacks the golden data (--goldens).
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Got Node ${process.versions.node}, expected 20.19 or newer. Install it from https://nodejs.org`)
}

if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) npm("ci", "--include=dev")
const sources = [
  "assembly",
  "src",
  "playground",
  "package-lock.json",
  "asconfig.json",
  "tsconfig.json",
  "scripts/build.js",
]
if (!existsSync(join(root, "dist/bin.js")) || modified("build/built") < newest(sources)) npm("run", "build")
if (process.argv.includes("--goldens")) await (await import("./unpack.js")).unpackGoldens()

/** Modification time in ms; 0 for what does not exist. */
function modified(path) {
  const full = join(root, path)
  return existsSync(full) ? statSync(full).mtimeMs : 0
}

function newest(paths) {
  return Math.max(0, ...paths.map((path) => (isFolder(path) ? newest(entries(path)) : modified(path))))
}

function isFolder(path) {
  const full = join(root, path)
  return existsSync(full) && statSync(full).isDirectory()
}

/** What lies in a folder, but for the files that the build itself writes into `src`. */
function entries(path) {
  return readdirSync(join(root, path))
    .map((name) => `${path}/${name}`)
    .filter((each) => !["src/wasm/binary.ts", "src/page/sqlite.wasm"].includes(each))
}

function npm(...args) {
  const script = process.env.npm_execpath
  const [command, prefix] = script?.endsWith("js") ? [process.execPath, [script]] : ["npm", []]
  console.log(`> npm ${args.join(" ")}`)
  const done = spawnSync(command, [...prefix, ...args], {
    cwd: root,
    stdio: "inherit",
    shell: command === "npm" && process.platform === "win32",
  })
  if (done.status !== 0) fail(`npm ${args.join(" ")} failed; its output above says why`)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
