import { readdirSync, readFileSync } from "node:fs"

/**
 * MB of all processes below this one that run the browser: PSS, i.e. what is theirs alone and their part of what is
 * shared. Undefined where there is no /proc.
 */
export function memoryOf() {
  const processes = listed()
  const own = new Set([process.pid])
  // A child may have a smaller number than its parent.
  for (let before = 0; before < own.size; ) {
    before = own.size
    for (const { pid, parent } of processes) if (own.has(parent)) own.add(pid)
  }
  own.delete(process.pid)
  return own.size === 0 ? undefined : [...own].reduce((sum, pid) => sum + sizeOf(pid), 0) / 1024
}

function listed() {
  try {
    const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
    return numbers.flatMap((pid) => {
      const stat = textOf(`/proc/${pid}/stat`)
      return stat ? [{ pid: Number(pid), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }] : []
    })
  } catch {
    return []
  }
}

/** kB. A process may end while it is asked. */
function sizeOf(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? "")?.[1] ?? 0)
}

function textOf(path) {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
