import type { FileEntry } from "../data/files.js"
import type { RestApi } from "./rest-api.js"
import { RestError } from "./rest-error.js"
import { listOf, textOf } from "./rest-run.js"

/** The artifacts in a folder of a run, or of a model that MLflow 3 logged (`m-...`). */
export async function listArtifacts(api: RestApi, id: string, path: string): Promise<FileEntry[]> {
  const files = await (isModel(id)
    ? api
        .get(`logged-models/${id}/artifacts/directories`, { artifact_directory_path: path })
        .then((page) => listOf(page.files))
    : api.all("files", (page_token) => api.get("artifacts/list", { run_id: id, path, page_token })))
  const entries = files.map(({ path: found, is_dir: folder, file_size: bytes }) => {
    const name = textOf(found).split("/").at(-1)!
    // The size of an empty file is left out.
    return folder === true ? { name, folder: true } : { name, folder: false, bytes: Number(bytes ?? 0) }
  })
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * An artifact's bytes, which the server fetches from wherever they lie.
 * @throws Error where there is none: servers up to 2.9 then fail as if they were broken.
 */
export async function readArtifact(api: RestApi, id: string, path: string): Promise<Uint8Array> {
  const [place, query] = isModel(id)
    ? [`/ajax-api/2.0/mlflow/logged-models/${id}/artifacts/files`, { artifact_file_path: path }]
    : ["/get-artifact", { path, run_id: id }]
  const request = { method: "GET", path: place, query } as const
  try {
    return await api.calls.bytes({ ...request, repeatable: false })
  } catch (error) {
    if (error instanceof RestError && error.status < 500) throw error
    const end = path.lastIndexOf("/")
    const listed = await listArtifacts(api, id, path.slice(0, Math.max(0, end)))
    if (listed.some(({ name, folder }) => !folder && name === path.slice(end + 1))) {
      return api.calls.bytes({ ...request, repeatable: true })
    }
    throw new Error(`${api.calls.url}: run ${id} has no artifact ${path}`)
  }
}

function isModel(id: string): boolean {
  return id.startsWith("m-")
}

/** Where a server that hands artifacts on takes them, or undefined where it does not. */
export function proxyPath(artifactUri: string, serverUrl: string): string | undefined {
  const uri = URL.canParse(artifactUri) ? new URL(artifactUri) : undefined
  const own = new URL(serverUrl)
  const place = "/api/2.0/mlflow-artifacts/artifacts"
  if (uri?.protocol === "mlflow-artifacts:" && (uri.host === "" || uri.host === own.host)) {
    const path = uri.pathname.replace(/^\/+/, "")
    return `${place}/${path.replace(/^api\/2\.0\/mlflow-artifacts\/artifacts\//, "")}`
  }
  if (uri && /^https?:$/.test(uri.protocol) && uri.host === own.host && uri.pathname.includes(place)) {
    return uri.pathname.slice(uri.pathname.indexOf(place))
  }
  return undefined
}
