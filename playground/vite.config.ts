import { defineConfig } from "vite"
import { samples } from "./vite/samples.js"
import { serviceWorker } from "./vite/service-worker.js"

export default defineConfig({
  // Any folder on any static host: nothing is fetched from an absolute path.
  base: "./",
  plugins: [samples(), serviceWorker()],
  build: {
    ...{ outDir: "../dist/playground", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
    // What only pages need must not come with the shell, though both import the library by one door.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "nouns",
              test: /src\/(data\/|analysis\/(check-pair|describe|guess-roles))|src\/kernels\/(match-columns|nearest-name)\.ts/,
              priority: 2,
            },
            { name: "kernels", test: /src\/(kernels|wasm)\// },
            { name: "stores", test: /src\/(stores|readers|page)\/|node_modules\/(js-yaml|fflate)\// },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
})
