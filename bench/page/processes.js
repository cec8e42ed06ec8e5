import { readdirSync, readFileSync } from "node:fs"

/** Clock ticks a second, as Linux tells its times to programs. */
const TICKS = 100

/**
 * MB of all processes below this one, which are the browser's: PSS, i.e. what is theirs alone and their part of what
 * is shared. Undefined where there is no /proc.
 */
export function memoryNow() {
  const own = below(process.pid)
  return own.length === 0 ? undefined : own.reduce((sum, { pid }) => sum + sizeOf(pid), 0) / 1024
}

/** Seconds of processor time that the browser has used; undefined where there is no /proc. */
export function processorNow() {
  const own = below(process.pid)
  return own.length === 0 ? undefined : own.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS
}

function below(root) {
  const processes = listed()
  const own = new Set([root])
  // A child may have a smaller number than its parent.
  for (let before = 0; before < own.size; ) {
    before = own.size
    for (const { pid, parent } of processes) if (own.has(parent)) own.add(pid)
  }
  own.delete(root)
  // Servers of a scenario are no part of the browser.
  return processes.filter(({ pid, name }) => own.has(pid) && name !== "node")
}

function listed() {
  const numbers = namesOf("/proc").filter((name) => /^\d+$/.test(name))
  return numbers.flatMap((pid) => {
    // The name of the program, in brackets, may hold anything.
    const text = textOf(`/proc/${pid}/stat`)
    const name = text?.replace(/^\d+ \((.*)\) .*$/s, "$1")
    const fields = text?.replace(/^.*\) /s, "").split(" ")
    return fields
      ? [{ name, pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }]
      : []
  })
}

/** kB. A process may end while it is asked. */
function sizeOf(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? "")?.[1] ?? 0)
}

function namesOf(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function textOf(path) {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
