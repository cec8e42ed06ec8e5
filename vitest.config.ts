import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/** Rooms whose test files leave nothing behind in their process: they share one, and load its modules once. */
const shared = [
  "analysis",
  "cli",
  "data",
  "engine",
  "kernels",
  "node",
  "readers",
  "requirements",
  "server",
  "stores",
  "writers",
].map((room) => `test/${room}/**/*.test.ts`)

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    // Vitest leaves one core of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: "shared", include: shared, isolate: false } },
      {
        extends: true,
        test: {
          name: "alone",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**", "test/playground/**", ...shared],
        },
      },
    ],
  },
})
