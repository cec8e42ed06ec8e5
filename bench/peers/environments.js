import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { places } from "./places.js"

/** Python environments: what pip installs in which order, and the variable that names an interpreter to take instead. */
export const environments = {
  main: {
    variable: "LEAFWISE_PEERS_PYTHON",
    steps: [["-r", "requirements.txt"]],
  },
  xgboost34: {
    variable: "LEAFWISE_PEERS_XGBOOST34_PYTHON",
    steps: [["--ignore-requires-python", "--no-deps", "-r", "requirements-xgboost34.txt"]],
  },
  fasttreeshap: {
    variable: "LEAFWISE_PEERS_FASTTREESHAP_PYTHON",
    steps: [
      ["-r", "requirements-fasttreeshap.txt"],
      ["--no-build-isolation", "fasttreeshap==0.1.6"],
    ],
  },
}

/** Once in this process: an environment that cannot be made is not tried again for the next line. */
const found = new Map()

/**
 * The Python interpreter of an environment, which is made first where it is missing or its requirements changed.
 * @throws Error naming the step that failed and the variable that goes round it.
 */
export function interpreterOf(name) {
  if (!found.has(name)) found.set(name, attempt(name))
  const { path, error } = found.get(name)
  if (error) throw error
  return path
}

function attempt(name) {
  const given = process.env[environments[name].variable]
  try {
    return { path: given || venvOf(name) }
  } catch (error) {
    return { error }
  }
}

function venvOf(name) {
  const folder = join(places.cache, name)
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python")
  const stamp = join(folder, "made-of")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest(name)) return python
  makeVenv(name, folder, python)
  writeFileSync(stamp, digest(name))
  return python
}

function makeVenv(name, folder, python) {
  console.error(`making the Python environment "${name}" in ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(places.cache, { recursive: true })
  run(name, process.env.PYTHON ?? "python3", ["-m", "venv", folder])
  for (const step of environments[name].steps) run(name, python, ["-m", "pip", "install", "--quiet", ...step])
}

function run(name, command, words) {
  const done = spawnSync(command, words, { cwd: places.scripts, encoding: "utf8" })
  if (done.status === 0) return
  const why = (done.error?.message ?? done.stderr.trim().split("\n").at(-1)) || `exit code ${done.status}`
  throw new Error(
    `environment "${name}": ${command} ${words.join(" ")} failed: ${why}. ` +
      `Set ${environments[name].variable} to a Python that has the packages.`,
  )
}

/** Changes with the steps and the requirements. */
function digest(name) {
  const { steps } = environments[name]
  const files = steps.flat().filter((word) => word.endsWith(".txt"))
  const texts = files.map((file) => readFileSync(join(places.scripts, file), "utf8"))
  return createHash("sha256")
    .update(JSON.stringify([steps, texts]))
    .digest("hex")
}
