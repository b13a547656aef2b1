import { describe, expect, it } from "vitest";
import type { UserId } from "../../src/domain/ids.ts";
import type { QueueSettings } from "../../src/domain/queue.ts";
import { compareSettings, mergeEdits, type SettingChange } from "../../src/domain/queue-changes.ts";
import { BEN, CLEO, makeQueue, OTHER_LINE } from "./examples.ts";

const opened: QueueSettings = makeQueue({ priority: 1, endedMessage: null });

function saving(by: UserId, ...changes: readonly SettingChange[]) {
  return { by, changes };
}

describe("comparing a queue's settings", () => {
  it("gives what differs, in the order of the form, and nothing of what is no setting", () => {
    const after = makeQueue({ ...opened, version: 9, paused: true, priority: 2, name: "Desk" });
    expect(compareSettings(opened, after)).toEqual([
      { setting: "name", from: "Support", to: "Desk" },
      { setting: "priority", from: 1, to: 2 },
    ]);
  });

  it("compares lists by what is in them", () => {
    const same = { ...opened, lines: [...opened.lines], reminderMinutes: [1, 5, 15] };
    expect(compareSettings(opened, same)).toEqual([]);
    const more = { ...opened, lines: [...opened.lines, OTHER_LINE] };
    expect(compareSettings(opened, more)).toEqual([
      { setting: "lines", from: opened.lines, to: [...opened.lines, OTHER_LINE] },
    ]);
  });

  it("shows of a new queue everything that is not blank", () => {
    const settings = compareSettings(null, opened).map(({ setting }) => setting);
    expect(settings).toContain("name");
    expect(settings).toContain("initiationKeyword");
    expect(settings).not.toContain("endedMessage");
  });
});

describe("a form that was opened before somebody else saved", () => {
  const ben = saving(BEN, { setting: "priority", from: 1, to: 7 });
  const now = { ...opened, priority: 7 };

  it.each<[string, Partial<QueueSettings>, Partial<QueueSettings>, unknown]>([
    ["left it alone", {}, { priority: 7 }, undefined],
    ["changed it too", { priority: 8 }, { priority: 8 }, 8],
    ["typed the same", { priority: 7 }, { priority: 7 }, undefined],
    ["changed something else", { name: "Desk" }, { priority: 7, name: "Desk" }, undefined],
  ])("tells whoever %s, and forgets nothing of theirs", (_what, own, expected, typed) => {
    const { merged, overlaps } = mergeEdits({ ...opened, ...own }, now, [ben]);
    expect(merged).toEqual({ ...now, ...expected });
    expect(overlaps).toEqual([{ setting: "priority", savedBy: BEN, saved: 7, typed }]);
  });

  it("is compared with what it showed, however often it was saved since", () => {
    const cleo = saving(CLEO, { setting: "priority", from: 7, to: 9 });
    const { merged, overlaps } = mergeEdits(
      { ...opened, priority: 7 },
      { ...opened, priority: 9 },
      [ben, cleo],
    );
    expect(merged.priority).toBe(7);
    expect(overlaps).toEqual([{ setting: "priority", savedBy: CLEO, saved: 9, typed: 7 }]);
  });

  it("says nothing of what was changed and changed back", () => {
    const back = saving(CLEO, { setting: "priority", from: 7, to: 1 });
    expect(mergeEdits(opened, opened, [ben, back]).overlaps).toEqual([]);
  });

  it("keeps a blank that was typed, and takes one that was saved", () => {
    const cleared = saving(BEN, { setting: "noAgentsMessage", from: "Nobody is here.", to: null });
    const saved = { ...opened, noAgentsMessage: null };
    expect(mergeEdits(opened, saved, [cleared]).merged.noAgentsMessage).toBeNull();
    const blank = { ...opened, terminationMessage: null };
    expect(mergeEdits(blank, saved, [cleared]).merged.terminationMessage).toBeNull();
  });
});
