import { fileURLToPath } from "node:url"
import { esbuildPlugin } from "@web/dev-server-esbuild"
import { defaultReporter, summaryReporter } from "@web/test-runner"
import { playwrightLauncher } from "@web/test-runner-playwright"
import { countReporter } from "./scripts/count-reporter.js"
import { browserOptions } from "./scripts/find-browser.js"

export default {
  files: ["test/kernels/**/*.test.ts", "test/playground/**/*.test.ts"],
  nodeResolve: { exportConditions: ["browser", "development"] },
  rootDir: fileURLToPath(new URL(".", import.meta.url)),
  browsers: [playwrightLauncher({ product: "chromium", launchOptions: await browserOptions() })],
  concurrency: 2,
  testsFinishTimeout: 240_000,
  // Libraries that a bundler prepares ask for the environment.
  testRunnerHtml: (framework) => `<!doctype html><html><body>
    <script>window.process = { env: { NODE_ENV: "production" } }</script>
    <script type="module" src="${framework}"></script>
  </body></html>`,
  testFramework: { config: { ui: "tdd", timeout: 60_000 } },
  plugins: [
    {
      name: "harness",
      // The same tests run under Vitest; here the harness is mocha's and the page's.
      resolveImport: ({ source, context }) =>
        context.path === "/test/harness/index.ts" && source === "./node.js" ? "./browser.ts" : undefined,
    },
    esbuildPlugin({
      ts: true,
      target: "es2022",
      tsconfig: fileURLToPath(new URL("playground/tsconfig.json", import.meta.url)),
    }),
  ],
  reporters: [
    defaultReporter({ reportTestResults: true, reportTestProgress: false }),
    summaryReporter(),
    countReporter("build/browser-tests.json"),
  ],
}
