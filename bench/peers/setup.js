// Makes the Python environments, the data and the models that the benchmark needs: `node bench/peers/setup.js`.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { environments, interpreterOf } from "./environments.js"
import { places } from "./places.js"

/** Makes what is missing of the data and the models. */
export function makeWorkloads() {
  const done = spawnSync(interpreterOf("main"), ["workloads.py", places.work], {
    cwd: places.scripts,
    stdio: ["ignore", 2, 2],
  })
  if (done.status !== 0) throw new Error("workloads.py failed, its output above says why")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of Object.keys(environments)) {
    try {
      console.log(`${name}: ${interpreterOf(name)}`)
    } catch (error) {
      console.log(error.message)
      if (name === "main") process.exitCode = 1
    }
  }
  if (!process.exitCode) makeWorkloads()
}
