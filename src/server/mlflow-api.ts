/** What MLflow's client of tracking, registry and artifacts calls. Gateways and webhooks reach further, and are not. */
const nouns =
  "experiments|runs|metrics|artifacts|registered-models|model-versions|logged-models|traces|datasets|upload-artifact"
const api = new RegExp(`^/(ajax-)?api/[23]\\.0/mlflow/(${nouns})(/[^/]+)*/?$`)
const artifacts = /^\/(ajax-)?api\/2\.0\/mlflow-artifacts\/(artifacts|mpu)(\/[^/]+)*\/?$/
const files = /^\/(get-artifact|model-versions\/get-artifact|version|health)$/

/** Why a request is not handed on to a tracking server; undefined for one that is. @param path as it was sent. */
export function refusePath(method: string, path: string): string | undefined {
  const plain = decoded(path)
  const known = `expected a path of MLflow's REST API, e.g. /api/2.0/mlflow/runs/search`
  if (plain === undefined || /[\\\0]|%|(^|\/)\.{1,2}(\/|$)|\/\//.test(plain)) return `got path ${path}, ${known}`
  if (files.test(plain)) return method === "GET" ? undefined : `got ${method} ${plain}, expected GET`
  if (artifacts.test(plain))
    return method === "PATCH" ? `got PATCH ${plain}, expected GET, PUT, POST or DELETE` : undefined
  if (!api.test(plain)) return `got path ${plain}, ${known}`
  return method === "PUT" ? `got PUT ${plain}, expected GET, POST, PATCH or DELETE` : undefined
}

/** Whether a POST only asks: its question is too long for an address. */
export function isSearch(path: string): boolean {
  return refusePath("POST", path) === undefined && /\/(search|get-latest-versions)$/.test(path)
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
