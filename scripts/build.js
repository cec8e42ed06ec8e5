// Builds everything that `bin` and `exports` name into dist/: kernels, library, playground.
import { spawnSync } from "node:child_process"
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
process.chdir(root)
rmSync("dist", { recursive: true, force: true })
mkdirSync("dist", { recursive: true })

run("assemblyscript/bin/asc.js", "--target", "release")
run("../assembly/embed.js")
// SQLite for pages lies beside the module that loads it, in the sources and in the package.
const sqlite = "node_modules/sql.js/dist/sql-wasm-browser.wasm"
copyFileSync(sqlite, "src/page/sqlite.wasm")
// The plots as a module without a page lie beside the module that loads them, with the font that they are written in.
run("vite/bin/vite.js", "build", "playground/plot-files", "--logLevel", "warn")
copyFileSync("node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf", "src/node/plot-files/DejaVuSans.ttf")
run("typescript/bin/tsc", "-p", "src")
cpSync("src/node/plot-files", "dist/node/plot-files", { recursive: true })
copyFileSync(sqlite, "dist/page/sqlite.wasm")
copyFileSync("build/kernels.wasm", "dist/kernels.wasm")
chmodSync("dist/bin.js", 0o755)
if (existsSync("playground/vite.config.ts")) {
  run("vite/bin/vite.js", "build", "playground", "--logLevel", "warn")
  // One file for reports, for the command line and for the page.
  run("vite/bin/vite.js", "build", "playground/report", "--logLevel", "warn")
  copyFileSync("dist/report.html", "dist/playground/report.html")
}
writeFileSync("build/built", "")

function run(script, ...args) {
  const done = spawnSync(process.execPath, [join("node_modules", script), ...args], { stdio: "inherit" })
  if (done.status !== 0) {
    console.error(`The build stopped at ${script}; its output above says why.`)
    process.exit(1)
  }
}
