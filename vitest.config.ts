import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Long stories that mostly wait: begun first, so that the others fill the time between. */
const MOSTLY_WAIT = [
  "test/lanes/lanes.test.ts",
  "test/lanes/workers.test.ts",
  "test/sandbox/page.test.ts",
  "test/lanes/head-trouble.test.ts",
];

class WaitersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      MOSTLY_WAIT.includes(relative(this.ctx.config.root, moduleId)) ? 0 : 1;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // They need a Chromium, and have a configuration of their own.
    exclude: ["test/browser/**"],
    globalSetup: "test/support/postgres.ts",
    pool: "forks",
    // No module keeps anything between files; loading them once a worker saves a third of the time.
    isolate: false,
    // More than there are cores: a story waits for half of its time.
    maxWorkers: 4,
    sequence: { sequencer: WaitersFirst },
    // Stories make many things that are soon over: fewer, larger sweeps of them cost less.
    execArgv: ["--max-semi-space-size=64"],
    // Stories wait by condition; these are only the ends of patience.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
