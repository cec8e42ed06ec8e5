import { spawn } from "node:child_process"
import type { ModelRanking } from "../results/model-ranking.js"
import type { Terminal } from "./terminal.js"

/** A notice takes no longer; watching goes on without it. */
const PATIENCE = 10_000

/** What is told to programs outside. */
export interface News {
  readonly ranking: ModelRanking
  readonly text: string
}

/**
 * Posts `{"text": ...}` as Slack's incoming webhooks take it. Names of runs are escaped: they cannot mention anybody.
 * @throws Error for no answer, or one that is not 2xx.
 */
export async function notify(url: string, { text }: News, { signal }: Terminal): Promise<void> {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: escaped }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  })
  await answer.body?.cancel()
  // The address is a secret of its own: it is not shown.
  if (!answer.ok) throw new Error(`the server of --notify answered ${answer.status} ${answer.statusText}`)
}

/**
 * Runs the user's own command; what there is to know is in its environment and never becomes part of the command.
 * @throws Error where it cannot be started or fails.
 */
export function execute(command: string, news: News, terminal: Terminal): Promise<void> {
  const { signal, cwd, env, stderr } = terminal
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      ...{ shell: true, cwd, signal },
      env: { ...env, ...variablesOf(news) },
      stdio: ["ignore", "pipe", "pipe"],
    })
    child.stdout.on("data", (chunk: Uint8Array) => stderr.write(chunk))
    child.stderr.on("data", (chunk: Uint8Array) => stderr.write(chunk))
    child.on("error", reject)
    child.on("close", (code, killed) => {
      if (code === 0) resolve()
      else reject(new Error(`the command of --exec ended with ${killed ?? `exit code ${code}`}`))
    })
  })
}

function variablesOf({ ranking, text }: News): Record<string, string> {
  const { experiment_name: experiment, metric, summary, models, total_ranked: total } = ranking
  const variables = {
    LEAFWISE_EXPERIMENT: experiment,
    LEAFWISE_METRIC: metric,
    LEAFWISE_TOTAL_RANKED: String(total),
    LEAFWISE_BEST_RUN_ID: summary.best_run_id,
    LEAFWISE_BEST_RUN_NAME: models[0]!.run_name,
    LEAFWISE_BEST_VALUE: String(summary.best_value),
    LEAFWISE_CHANGES: text,
  }
  // The environment ends a text at NUL.
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, value.replaceAll("\0", "")]))
}
