import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { db, done, put, startWorker, useLanes, whenDone } from "./lane-stage.ts";

useLanes();

describe("a lane", () => {
  it("is seen by the sweep though thousands of jobs wait behind the heads of others", async () => {
    await startWorker("one");
    const later = new Date(Date.now() + 3_600_000);
    await put({ lane: "t:blocked", label: "head", runAt: later });
    await db.sql.raw(`
      insert into jobs (lane, kind, payload, run_at)
      select 't:blocked', 'inside', '{"label": "behind"}', now() - interval '1 day'
        from generate_series(1, 3000)`);
    await put({ lane: "t:free", label: "free" });
    expect((await whenDone(1)).map((one) => one.label)).toEqual(["free"]);
  });

  it("waits where its head is of a kind that this version does not know, and counts no failure", async () => {
    await startWorker("one");
    await put({ lane: "t:new", label: "new", kind: "from the future" });
    await put({ lane: "t:old", label: "old" });
    await whenDone(1);
    const [job] = await db.sql("jobs").where({ kind: "from the future" });
    expect(job).toMatchObject({ state: "ready", failures: 0 });
  });

  it("goes on when what came of its head can never be recorded", async () => {
    await startWorker("one");
    await put({ lane: "t:a", label: "lost", kind: "outside", payload: { cannotSettle: true } });
    await put({ lane: "t:a", label: "next" });
    await until("it is set aside", async () => (await done("set aside")).length === 1, 25_000);
    expect((await whenDone(1)).map((one) => one.label)).toEqual(["next"]);
    const begun = (await done()).filter(({ label }) => label === "lost");
    // In doubt after the first time: nobody does it again without having looked.
    expect(begun.map(({ step }) => step)).toEqual(["begun", ...Array<string>(5).fill("looked")]);
  });
});
