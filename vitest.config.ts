import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/postgres.ts",
    pool: "forks",
    // No module keeps anything between files; loading them once a worker saves a third of the time.
    isolate: false,
    maxWorkers: 3,
    // Stories wait by condition; these are only the ends of patience.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
