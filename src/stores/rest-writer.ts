import type { LocalArtifact } from "../data/http.js"
import type { Run } from "../data/run.js"
import { artifactPath } from "./artifact-path.js"
import { batchParts } from "./batches.js"
import { proxyPath } from "./rest-artifacts.js"
import { RestModelWriter } from "./rest-model-writer.js"
import { pairs } from "./rest-registry-writer.js"
import { type Json, runOf, textOf } from "./rest-run.js"
import type { BatchToLog, MetricToLog, RunToCreate, RunUpdate, StoreWriter } from "./store-writer.js"

/**
 * Writing over MLflow's REST API. What may have been done already when an answer is lost is not sent twice: logging
 * metrics, creating, deleting and restoring.
 */
export abstract class RestWriter extends RestModelWriter implements StoreWriter {
  protected abstract readonly localArtifact: LocalArtifact | undefined

  async setTag(runId: string, key: string, value: string): Promise<void> {
    await this.api.set("runs/set-tag", { run_id: runId, key, value })
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.api.write("runs/delete-tag", { run_id: runId, key })
  }

  async logMetric(
    runId: string,
    key: string,
    value: number,
    at: Omit<MetricToLog, "key" | "value"> = {},
  ): Promise<void> {
    await this.api.write("runs/log-metric", { run_id: runId, ...metricJson({ key, value, ...at }) })
  }

  async logParam(runId: string, key: string, value: string): Promise<void> {
    await this.api.set("runs/log-parameter", { run_id: runId, key, value })
  }

  async logBatch(runId: string, batch: BatchToLog): Promise<void> {
    for (const { metrics, params, tags } of batchParts(batch)) {
      const body = {
        run_id: runId,
        metrics: metrics.map(metricJson),
        params: params.map(([key, value]) => ({ key, value })),
        tags: tags.map(([key, value]) => ({ key, value })),
      }
      await (metrics.length === 0 ? this.api.set("runs/log-batch", body) : this.api.write("runs/log-batch", body))
    }
  }

  async logArtifact(runId: string, path: string, bytes: Uint8Array): Promise<void> {
    const inner = artifactPath(path)
    const artifactUri = await (runId.startsWith("m-") ? this.#modelUri(runId) : this.artifactUri(runId))
    const proxied = proxyPath(artifactUri, this.api.calls.url)
    if (proxied !== undefined) {
      const place = `${proxied}/${inner.split("/").map(encodeURIComponent).join("/")}`
      await this.api.calls.json({ method: "PUT", path: place, body: bytes, repeatable: true })
    } else if (!(await this.localArtifact?.(artifactUri, inner, bytes))) {
      throw new Error(
        `${this.name}: the artifacts of run ${runId} lie at ${artifactUri}, expected a server that takes them itself: ` +
          "start it with mlflow server --serve-artifacts and create the experiment there, or write to that place",
      )
    }
  }

  async createExperiment(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    return textOf((await this.api.write("experiments/create", { name, tags: pairs(tags) })).experiment_id)
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    await this.api.set("experiments/update", { experiment_id: experimentId, new_name: name })
  }

  async deleteExperiment(experimentId: string): Promise<void> {
    await this.api.write("experiments/delete", { experiment_id: experimentId })
  }

  async restoreExperiment(experimentId: string): Promise<void> {
    await this.api.write("experiments/restore", { experiment_id: experimentId })
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.api.set("experiments/set-experiment-tag", { experiment_id: experimentId, key, value })
  }

  async createRun({ runId, experimentId, runName, startTime = Date.now(), userId, tags }: RunToCreate): Promise<Run> {
    if (runId !== undefined) {
      throw new Error(
        `${this.name}: a tracking server makes run ids of its own, so ${runId} cannot be kept. stores copy --new-ids lets it`,
      )
    }
    const body = {
      experiment_id: experimentId,
      start_time: startTime,
      ...(runName && { run_name: runName }),
      ...(userId && { user_id: userId }),
      tags: pairs(tags),
    }
    return runOf((await this.api.write("runs/create", body)).run as Json)
  }

  async updateRun(runId: string, { status, endTime, runName }: RunUpdate): Promise<void> {
    const body = {
      run_id: runId,
      ...(status && { status }),
      ...(endTime !== undefined && { end_time: endTime }),
      ...(runName !== undefined && { run_name: runName }),
    }
    await this.api.set("runs/update", body)
  }

  async deleteRun(runId: string): Promise<void> {
    await this.api.write("runs/delete", { run_id: runId })
  }

  async restoreRun(runId: string): Promise<void> {
    await this.api.write("runs/restore", { run_id: runId })
  }

  async #modelUri(modelId: string): Promise<string> {
    const { model } = (await this.api.get(`logged-models/${modelId}`)) as { model: { info: Json } }
    return textOf(model.info.artifact_uri)
  }

  purgeRun(runId: string): Promise<void> {
    return this.#onlyThere(`run ${runId}`, `--run-ids ${runId}`)
  }

  purgeExperiment(experimentId: string): Promise<void> {
    return this.#onlyThere(`experiment ${experimentId}`, `--experiment-ids ${experimentId}`)
  }

  /** MLflow's server has no verb that removes for good. */
  #onlyThere(what: string, options: string): Promise<never> {
    const cure = `run "mlflow gc ${options} --backend-store-uri ..." on the server's machine`
    return Promise.reject(new Error(`${this.name}: a server cannot remove ${what} for good: ${cure}`))
  }
}

function metricJson({ key, value, timestamp = Date.now(), step = 0 }: MetricToLog): object {
  return { key, value, timestamp: Math.trunc(timestamp), step }
}
