import { type ChildProcess, spawn } from "node:child_process"
import { createServer } from "node:net"
import { join } from "node:path"
import { freshFolder } from "./writable-stores.js"

/** Pythons with MLflow installed, separated by commas, e.g. one with 2.9.2 and one with 3.17.2. Without, nothing is tested with them. */
export const pythons: readonly string[] = (process.env.LEAFWISE_MLFLOW_PYTHON ?? "")
  .split(",")
  .filter((path) => path !== "")

/** What MLflow needs to know in tests. */
export const mlflowEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  MLFLOW_ALLOW_FILE_STORE: "true",
  MLFLOW_DISABLE_TELEMETRY: "true",
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  GIT_PYTHON_REFRESH: "quiet",
}

/** A real tracking server over an empty store on a free port of this machine. End it. */
export async function startServer(
  python: string,
  options: readonly string[],
): Promise<{ url: string; end(): Promise<void> }> {
  const port = await freePort()
  const folder = await freshFolder()
  const given = options.map((option) => option.replaceAll("{folder}", folder))
  const server = spawn(python, ["-m", "mlflow", "server", "--port", String(port), "--workers", "1", ...given], {
    cwd: folder,
    // A group of its own: MLflow starts further processes.
    detached: true,
    stdio: "ignore",
    env: { ...mlflowEnvironment, PATH: `${join(python, "..")}:${process.env.PATH}` },
  })
  const url = `http://127.0.0.1:${port}`
  await waitFor(url, server)
  return { url, end: () => endGroup(server) }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

async function waitFor(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 240 && server.exitCode === null; tries++) {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  await endGroup(server)
  throw new Error(`${url}: the MLflow server did not start`)
}

/** Every process of the group, however busy. */
function endGroup(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once("exit", () => resolve())
    if (server.exitCode !== null || !server.pid) return resolve()
    process.kill(-server.pid, "SIGKILL")
  })
}
