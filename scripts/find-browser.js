// The browser that tests run in: CHROME_PATH, an installed Chrome or Chromium, or the one in @sparticuz/chromium.
import { accessSync, constants, mkdirSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const cache = join(dirname(fileURLToPath(import.meta.url)), "../.cache")

const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"]
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
]

/** Options for playwright-core's launch. Throws where no browser is found: tests must not pass without one. */
export async function browserOptions() {
  return { executablePath: await findBrowser(), args: ["--no-sandbox", "--disable-background-networking"] }
}

async function findBrowser() {
  if (process.env.CHROME_PATH) {
    if (runs(process.env.CHROME_PATH)) return process.env.CHROME_PATH
    throw new Error(`CHROME_PATH is ${process.env.CHROME_PATH}, expected a program that can be run`)
  }
  const folders = (process.env.PATH ?? "").split(delimiter)
  const installed = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places].find(runs)
  return installed ?? packaged()
}

/** The package unpacks its Chromium into the temporary folder and takes whatever lies there: it gets one of its own. */
async function packaged() {
  mkdirSync(cache, { recursive: true })
  process.env.TMPDIR = cache
  const path = await import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())
  if (runs(path)) return path
  throw new Error("No browser was found. Install Chrome or Chromium, or set CHROME_PATH to one.")
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
