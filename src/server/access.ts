import { createHash, timingSafeEqual } from "node:crypto"
import { hostname, networkInterfaces } from "node:os"
import type { FastifyRequest } from "fastify"
import { ApiError } from "./api-error.js"

/** Who may ask. */
export interface Access {
  /** Names that this server answers to beside the loopback ones. */
  readonly names: ReadonlySet<string>
  /** Asked for where something is written; nothing is while only this machine can connect. */
  readonly token?: string
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"])

export function isLoopback(host: string): boolean {
  return loopback.has(host) || host === "::1"
}

/** The names by which the machines around may call a server that listens on an interface. */
export function namesOf(host: string): ReadonlySet<string> {
  if (isLoopback(host)) return new Set()
  if (!/^(0\.0\.0\.0|::)$/.test(host)) return new Set([bracketed(host)])
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
  return new Set([...own.map(bracketed), hostname().toLowerCase()])
}

/**
 * Refuses what comes from elsewhere: a foreign name that points here is how a web page would read files (DNS
 * rebinding), a foreign origin how it would send commands.
 * @throws ApiError 403.
 */
export function checkCaller({ headers, method }: FastifyRequest, { names }: Access): void {
  const expected = ["localhost", "127.0.0.1", ...names].join(" or ")
  const knows = (name: string | undefined): boolean => name !== undefined && (loopback.has(name) || names.has(name))
  const cure = `Call this server by its own name: ${expected}.`
  if (!knows(hostIn(headers.host))) throw new ApiError(403, `got Host ${headers.host}, expected ${expected}`, cure)
  const { origin } = headers
  if (origin !== undefined && !knows(originHost(origin))) {
    throw new ApiError(403, `got Origin ${origin}, expected none, or a page of ${expected}`, cure)
  }
  // Browsers leave the origin out of what a page embeds, and say this instead. A link that is clicked is fine.
  const followed =
    headers["sec-fetch-mode"] === "navigate" && method === "GET" && headers["sec-fetch-dest"] === "document"
  if (origin === undefined && headers["sec-fetch-site"] === "cross-site" && !followed) {
    throw new ApiError(403, "another site's page asks, expected a page of this server", cure)
  }
}

/** @throws ApiError 401 without the token. */
export function checkToken({ headers }: FastifyRequest, { token }: Access): void {
  if (token === undefined) return
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? []
  // Digests are of one length, and comparing them takes the same time wherever they differ.
  if (timingSafeEqual(digest(given), digest(token))) return
  const what = given === "" ? "got no token" : "got another token"
  const cure = "Send the token that the server printed at its start: Authorization: Bearer TOKEN."
  throw new ApiError(401, `${what}, expected the one of this server: it can be reached from other machines`, cure)
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}

/** The name in a Host header, without its port. */
function hostIn(host: string | undefined): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[^:[\]@/\s]+)(?::\d+)?$/i.exec(host ?? "") ?? []
  return name?.toLowerCase()
}

function originHost(origin: string): string | undefined {
  const [, host] = /^https?:\/\/(.+)$/i.exec(origin) ?? []
  return hostIn(host)
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address.replace(/%.*$/, "")}]` : address.toLowerCase()
}
