import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { interpreterOf } from "../peers/environments.js"

/** The paths of files that `make-large.py` makes; Python runs once, when they are not there. */
export function makeLarge({ cache }, ...names) {
  const script = join(import.meta.dirname, "make-large.py")
  const done = spawnSync(interpreterOf("main"), [script, cache], { stdio: ["ignore", 2, 2] })
  if (done.status !== 0) throw new Error("make-large.py failed, its output above says why")
  return names.map((name) => join(cache, name))
}
