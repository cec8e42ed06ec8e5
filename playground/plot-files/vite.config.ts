import { defineConfig } from "vite"

/** The plots as a module that needs no page: what `src/node/plots.ts` loads to draw files. */
export default defineConfig({
  publicDir: false,
  // From this folder on.
  resolve: { alias: [{ find: /^lit$/, replacement: "/templates.ts" }] },
  build: {
    outDir: "../../src/node/plot-files",
    emptyOutDir: true,
    target: "node20",
    minify: true,
    lib: { entry: "index.ts", formats: ["es"], fileName: () => "plots.js" },
  },
})
