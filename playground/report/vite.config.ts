import { defineConfig } from "vite"
import { inlineAll } from "../vite/inline-all.js"

/** The page that `leafwise report` and the playground put results into: one file that needs no other. */
export default defineConfig({
  base: "./",
  plugins: [inlineAll()],
  build: {
    outDir: "../../dist",
    emptyOutDir: false,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: { input: "playground/report/report.html", output: { codeSplitting: false } },
  },
})
