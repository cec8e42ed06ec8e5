import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** A reporter for @web/test-runner that writes how many tests passed and failed, and which failed why. */
export function countReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, failures: [] }
      for (const session of sessions) {
        const results = testsOf(session.testResults)
        counts.passed += results.filter((test) => test.passed).length
        const failed = results.filter((test) => !test.passed && !test.skipped)
        counts.failed += failed.length
        counts.failures.push(
          ...failed.map(({ name, error }) => `${session.testFile}: ${name}\n${error?.message ?? ""}`),
        )
        // A file that did not load has no tests to fail.
        if (session.passed || results.some((test) => !test.passed)) continue
        counts.failed++
        counts.failures.push(`${session.testFile}: ${session.errors.map(({ message }) => message).join("\n")}`)
      }
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, JSON.stringify(counts))
    },
  }
}

function testsOf(suite) {
  return suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []
}
