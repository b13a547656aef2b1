import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { db, done, put, startWorker, useLanes, whenDone } from "./lane-stage.ts";

useLanes();

describe("a worker", () => {
  it("that is killed in a job inside the database is replaced, and the job is done once", async () => {
    const first = await startWorker("first");
    await put(
      { lane: "t:a", label: "long", payload: { takesMs: 4_000 } },
      { lane: "t:a", label: "next" },
    );
    await until("the first has begun", async () => (await done("begun")).length > 0);
    first.kill("SIGKILL");
    await once(first, "exit");
    await startWorker("second");
    const all = await whenDone(2);
    expect(all.map((one) => `${one.label} by ${one.worker}`)).toEqual([
      "long by second",
      "next by second",
    ]);
  });

  it("that is killed in a job outside is replaced when its lease is over, and its successor knows", async () => {
    const first = await startWorker("first");
    await put({ lane: "t:a", label: "call", kind: "outside", payload: { hangsFirst: true } });
    await until("the first has begun", async () => (await done("begun")).length > 0);
    first.kill("SIGKILL");
    await startWorker("second");
    await whenDone(1);
    expect((await done()).map((one) => `${one.step} by ${one.worker}`)).toEqual([
      "begun by first",
      "looked by second",
      "done by second",
    ]);
  });

  it("that was frozen past its lease records nothing when it wakes", async () => {
    const first = await startWorker("first");
    await put({ lane: "t:a", label: "call", kind: "outside", payload: { takesMs: 1_000 } });
    await until("the first has begun", async () => (await done("begun")).length > 0);
    first.kill("SIGSTOP");
    await startWorker("second");
    await whenDone(1);
    first.kill("SIGCONT");
    await put({ lane: "t:b", label: "later" });
    await whenDone(2);
    first.kill("SIGTERM");
    await once(first, "exit");
    const calls = (await done("done")).filter((one) => one.label === "call");
    expect(calls.map((one) => one.worker)).toEqual(["second"]);
  });

  it("whose claim took so long that the effect might outlast the lease begins anew, not in doubt", async () => {
    await startWorker("one");
    await put({ lane: "t:a", label: "call", kind: "outside", payload: { firstClaimMs: 2_200 } });
    await whenDone(1);
    expect((await done()).map((one) => one.step)).toEqual(["begun", "done"]);
  });

  it("finishes what is under way on SIGTERM, begins nothing new, and exits with 0", async () => {
    const worker = await startWorker("one");
    await put(
      { lane: "t:a", label: "under way", payload: { takesMs: 700 } },
      { lane: "t:a", label: "left" },
    );
    await until("it has begun", async () => (await done("begun")).length > 0);
    worker.kill("SIGTERM");
    const [code]: unknown[] = await once(worker, "exit");
    expect(code).toBe(0);
    expect((await done("done")).map((one) => one.label)).toEqual(["under way"]);
  });

  it("that loses all its database connections goes on by itself", async () => {
    await startWorker("one");
    await put({ lane: "t:a", label: "before" });
    await whenDone(1);
    await db.sql.raw(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await until("a job can be put again", async () => {
      try {
        await put({ lane: "t:a", label: "after", key: "after" });
        return true;
      } catch {
        return false;
      }
    });
    await whenDone(2);
  });
});
