/** Databases that only MLflow's server opens. */
const served = /^(postgresql|postgres|mysql|mssql|oracle|cockroachdb|mariadb)(\+\w+)?:/i

/** What is said of an address that cannot be opened here. The password in it is left out. */
export function refusedStore(source: string): Error {
  const shown = source.replace(/\/\/([^/@:]*):[^@]*@/, "//$1:***@")
  if (served.test(source)) {
    return new Error(
      `store ${shown}: this database is read through MLflow's server. Start it with \`mlflow server --backend-store-uri ${shown}\`, then open its http address`,
    )
  }
  if (/^(databricks|databricks-uc|uc)\b/i.test(source)) {
    return new Error(
      `store ${shown}: Databricks is not read directly. Export the runs, or run \`mlflow server\` on a copy`,
    )
  }
  const [scheme] = /^[a-z][a-z0-9+.-]+(?=:)/i.exec(source) ?? []
  if (scheme && !/^(file|sqlite)/i.test(scheme)) {
    return new Error(
      `store ${shown}: got ${scheme}, expected a folder, an mlflow.db, a zip, sqlite:///PATH, file:, or the http address of \`mlflow server\``,
    )
  }
  return new Error(`store ${shown}: a path is opened in Node only: import openStore from "leafwise/node"`)
}

/** Whether an address is one that no path can be. */
export function isForeign(source: string): boolean {
  // One letter before a colon is a drive of Windows.
  return /^[a-z][a-z0-9+.-]+:/i.test(source) && !/^(file|sqlite(\+\w+)?):/i.test(source)
}

/**
 * The path in `sqlite:///PATH`: relative with three slashes, absolute with four or behind a drive, and taken as it is
 * written, as SQLAlchemy does; `?key=value` behind it is for the driver. Undefined for other addresses.
 * @throws Error for a database without a file.
 */
export function sqlitePath(source: string): string | undefined {
  const [, rest] = /^sqlite(?:\+\w+)?:(.*)$/is.exec(source) ?? []
  if (rest === undefined) return undefined
  const [, path = ""] = /^\/\/\/(.*)$/s.exec(rest) ?? []
  if (path !== "" && path !== ":memory:") return path.replace(/\?\w+=[^?]*$/, "")
  throw new Error(`store ${source}: names no file, expected sqlite:///PATH (relative) or sqlite:////PATH (absolute)`)
}
