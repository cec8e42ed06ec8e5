// Runs the Node tests and the browser tests and ends with one line over both. Fails when anything failed, when no
// browser was found and when no test ran. Arguments go to Vitest: `npm test -- test/readers`.
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."))
const reports = { node: "build/node-tests.json", browser: "build/browser-tests.json" }
const chosen = process.argv.slice(2)

const node = count(
  reports.node,
  (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests + unloaded(report.testResults) }),
  () =>
    run(
      "vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reports.node}`,
      ...chosen,
    ),
)
const browser =
  chosen.length > 0
    ? { passed: 0, failed: 0 }
    : count(
        reports.browser,
        (report) => report,
        () => run("@web/test-runner/dist/bin.js"),
      )

const passed = node.passed + browser.passed
const failed = node.failed + browser.failed
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

function run(script, ...args) {
  return spawnSync(process.execPath, [join("node_modules", script), ...args], { stdio: "inherit" }).status
}

/** What a runner counted; a runner that broke, or ran nothing, is a failure of its own. */
function count(path, read, runner) {
  rmSync(path, { force: true })
  const status = runner()
  const counts = existsSync(path) ? read(JSON.parse(readFileSync(path, "utf8"))) : { passed: 0, failed: 0 }
  if ((status !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0) counts.failed++
  return counts
}

/** How many test files failed without a test of theirs failing: they did not load. */
function unloaded(files) {
  const failed = files.filter((file) => file.status === "failed")
  return failed.filter((file) => file.assertionResults.every((test) => test.status !== "failed")).length
}
