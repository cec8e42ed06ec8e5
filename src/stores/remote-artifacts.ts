/**
 * Why artifacts at this address cannot be read, and what to do; undefined for a folder of this machine and for a tracking
 * server's own. Buckets need credentials, which Leafwise never asks for.
 */
export function remoteArtifacts(uri: string): string | undefined {
  const [, scheme] = /^([a-z][\w+.-]+):/i.exec(uri) ?? []
  if (scheme === undefined || /^(file|https?|mlflow-artifacts|runs|models)$/i.test(scheme)) return undefined
  return (
    `lie at ${uri}, and ${scheme}: is not read from here. Fetch them with ` +
    "`mlflow artifacts download`, or open the http address of the `mlflow server` that serves them"
  )
}
