import { Engine } from "../../dist/node.js"
import { loadWorkload } from "./workload.js"

const MB = 1e6
const ROWS = 40_000
/** Beside the rows and the values themselves. */
const ALLOWANCE = 64 * MB

/** The WebAssembly memory that 40,000 rows take: at most the rows, the values and 64 MB. */
export async function memoryLines() {
  const lines = []
  for (const name of ["xgb6", "lgb31"]) lines.push(await memoryLine(loadWorkload(name)))
  return lines
}

async function memoryLine({ name, ensemble, rows }) {
  const features = ensemble.features.length
  const allowed = ROWS * features * 8 + ROWS * (features + 1) * 8 + ALLOWANCE
  const { size, used } = await withMemory(async (engine, sample) => {
    await engine.shap(ensemble, rows(0, ROWS), { onProgress: sample })
  })
  return {
    name: `memory, ${name}`,
    rows: ROWS,
    peer: "input + output + 64 MB",
    ours: size / MB,
    theirs: allowed / MB,
    unit: "MB",
    bar: 1,
    note: `all linear memory, which never shrinks; memoryUsed as sampled: at most ${(used / MB).toFixed(1)} MB`,
  }
}

/**
 * Runs work with a new engine of one thread and `sample`, to be called now and then.
 * @returns `size`, what the engine's linear memory grew to (no peak is missed), and `used`, its largest sample in use.
 */
export async function withMemory(work) {
  const { engine, memory } = await engineAndMemory()
  let used = 0
  try {
    await work(engine, () => {
      used = Math.max(used, engine.memoryUsed)
    })
    return { size: memory.buffer.byteLength, used }
  } finally {
    engine.close()
  }
}

/** The engine keeps its memory to itself; here it is seen as the module is instantiated. */
async function engineAndMemory() {
  const genuine = WebAssembly.instantiate
  let memory
  WebAssembly.instantiate = async (...args) => {
    const made = await genuine(...args)
    memory = (made.instance ?? made).exports.memory
    return made
  }
  try {
    const engine = await Engine.create({ threads: 1 })
    return { engine, memory }
  } finally {
    WebAssembly.instantiate = genuine
  }
}
