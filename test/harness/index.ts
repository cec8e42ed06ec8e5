// What a kernel test may use. The browser runner serves `browser.ts` in place of `node.ts`.
export { expect, golden, goldenPaths, test } from "./node.js"
