import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { interpreterOf } from "./environments.js"
import { places } from "./places.js"

/** Starts metric_peers.py with the arrays of one line loaded; it computes only when told to. */
export async function startMetricPeer(name, inputs) {
  const words = ["metric_peers.py", name, JSON.stringify(inputs)]
  const child = spawn(interpreterOf("main"), words, { cwd: places.scripts, stdio: ["pipe", "pipe", "pipe"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const complaints = []
  child.stderr.on("data", (chunk) => complaints.push(chunk))
  child.on("error", ({ message }) => complaints.push(Buffer.from(`\n${message}`)))
  child.stdin.on("error", () => {})
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(Buffer.concat(complaints).toString().trim().split("\n").at(-1) || `${name} ended early`)
    return JSON.parse(value)
  }
  const { version } = await answer()
  const time = async () => {
    child.stdin.write("time\n")
    return await answer()
  }
  return { version, time, close: () => child.stdin.end() }
}
