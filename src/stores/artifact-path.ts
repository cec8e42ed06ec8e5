/** @throws RangeError for a path that leaves the run or names no file. */
export function artifactPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".")
  if (parts.length > 0 && !parts.includes("..") && !path.endsWith("/")) return parts.join("/")
  throw new RangeError(`got artifact path ${JSON.stringify(path)}, expected one of a file inside the run`)
}
