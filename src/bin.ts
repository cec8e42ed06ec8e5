#!/usr/bin/env node
import { main } from "./cli.js"

const cancel = new AbortController()
process.once("SIGINT", () => cancel.abort())
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
