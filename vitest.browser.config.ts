import { defineConfig } from "vitest/config";

/** The tests that drive the sandbox's page in a Chromium. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
