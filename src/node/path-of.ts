import { fileURLToPath } from "node:url"

/** The path behind a path or a `file:` URI, which MLflow also writes as `file:relative/path`. */
export function pathOf(source: string | URL): string {
  if (source instanceof URL || source.startsWith("file://")) return fileURLToPath(source)
  return source.replace(/^file:/, "")
}
