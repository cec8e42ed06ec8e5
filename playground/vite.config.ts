import { defineConfig } from "vite"
import { samples } from "./vite/samples.js"
import { serviceWorker } from "./vite/service-worker.js"

export default defineConfig({
  // Any folder on any static host: nothing is fetched from an absolute path.
  base: "./",
  plugins: [samples(), serviceWorker()],
  build: { outDir: "../dist/playground", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
  worker: { format: "es" },
})
