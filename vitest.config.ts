import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "test/playground/**"],
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    // Vitest leaves one core of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
