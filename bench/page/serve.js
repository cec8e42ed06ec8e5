import { spawn } from "node:child_process"
import { join } from "node:path"

/** `leafwise serve` of the build, with these paths open, once it says where it is. */
export async function startServe(root, paths) {
  const words = [join(root, "dist/bin.js"), "serve", ...paths, "--port", "0"]
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] })
  const url = await new Promise((done, fail) => {
    let said = ""
    const hear = (text) => {
      said += text
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (found) done(found[0])
    }
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    child.on("exit", () => fail(new Error(`leafwise serve ended: ${said}`)))
  })
  const ended = new Promise((done) => child.on("exit", done))
  const close = () => {
    child.kill()
    return ended
  }
  return { url, close }
}
