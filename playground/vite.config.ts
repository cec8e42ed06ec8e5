import { defineConfig } from "vite"

export default defineConfig({
  // Any folder on any static host: nothing is fetched from an absolute path.
  base: "./",
  build: { outDir: "../dist/playground", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
  worker: { format: "es" },
})
