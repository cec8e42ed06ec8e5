import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/** Rooms whose modules keep nothing between calls: their test files may share a process and load them once. */
const pure = ["analysis", "data", "kernels", "readers", "writers"].map((room) => `test/${room}/**/*.test.ts`)

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    // Vitest leaves one core of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: "rest",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**", "test/playground/**", ...pure],
        },
      },
    ],
  },
})
