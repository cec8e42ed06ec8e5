#!/usr/bin/env node
import { main } from "./cli.js"

const cancel = new AbortController()
process.once("SIGINT", () => cancel.abort())
// Temporary copies are removed at the exit, which a signal alone passes over.
for (const [signal, number] of [
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const)
  process.once(signal, () => process.exit(128 + number))
// A reader that stops early (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1))

const { stdin, stdout, stderr, env } = process
process.exitCode = await main(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  signal: cancel.signal,
})
