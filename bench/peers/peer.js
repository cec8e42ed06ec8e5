import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { interpreterOf } from "./environments.js"
import { places } from "./places.js"
import { readDoubles } from "./workload.js"

/**
 * Starts run.py with a peer's model and rows loaded. It computes only when told to, so that it can take turns with us.
 * `time(calls)` gives the seconds of the shortest call, `values(n)` what the last one found for the first n rows.
 */
export async function startPeer({ peer, environment = "main", workload, rows, task = "contributions" }) {
  const words = ["run.py", peer, workload, String(rows), "--task", task, "--work", places.work, "--stepped"]
  const child = spawn(interpreterOf(environment), words, { cwd: places.scripts, stdio: ["pipe", "pipe", "pipe"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const complaints = []
  child.stderr.on("data", (chunk) => complaints.push(chunk))
  child.on("error", ({ message }) => complaints.push(Buffer.from(`\n${message}`)))
  // A peer that has ended says so by the end of its output.
  child.stdin.on("error", () => {})
  const answer = async (key) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${peer} ${workload}: ${lastLine(complaints)}`)
      // Libraries print to standard output too.
      if (value.startsWith("{") && key in JSON.parse(value)) return JSON.parse(value)
    }
  }
  const ask = (command, key) => {
    child.stdin.write(`${command}\n`)
    return answer(key)
  }
  const { version } = await answer("ready")
  return {
    version,
    time: async (calls = 1) => (await ask(`time ${calls}`, "seconds")).seconds,
    values: async (count) => {
      const { values, shape } = await ask(`values ${count}`, "values")
      return { values: readDoubles(values), shape }
    },
    close: () => child.stdin.end(),
  }
}

function lastLine(chunks) {
  return Buffer.concat(chunks).toString().trim().split("\n").at(-1) || "it ended without an answer"
}
