import { describe, expect, it } from "vitest";
import { advantage, matchQueues } from "../../src/domain/keywords.ts";
import type { Queue } from "../../src/domain/queue.ts";
import type { QueueState } from "../../src/domain/routing.ts";
import { tryText } from "../../src/domain/try-text.ts";
import { at, makeMember, makeQueue, queueNumber } from "./examples.ts";

function queues(...own: Partial<Queue>[]): Queue[] {
  return own.map((one, i) => makeQueue({ id: queueNumber(i + 1), name: `Q${i + 1}`, ...one }));
}

describe("why one queue comes before another", () => {
  it.each<[string, Partial<Queue>, Partial<Queue>, string]>([
    ["sales", { initiationKeyword: "sales" }, { initiationKeyword: null }, "kind"],
    ["sales now", { initiationKeyword: "sales" }, { initiationKeyword: "now" }, "kind"],
    ["my sales now", { initiationKeyword: "sales" }, { initiationKeyword: "now" }, "position"],
    ["a big sale", { initiationKeyword: "big sale" }, { initiationKeyword: "big" }, "length"],
    ["x one", { initiationKeyword: "one", priority: 1 }, { initiationKeyword: "one" }, "priority"],
    ["x one", { initiationKeyword: "one" }, { initiationKeyword: "one" }, "name"],
  ])("in %j", (text, winner, loser, why) => {
    const [first, second] = matchQueues(text, queues(winner, loser));
    expect(first?.name).toBe("Q1");
    expect(first && second && advantage(first, second)).toBe(why);
  });
});

describe("trying a text", () => {
  const states: QueueState[] = queues(
    {},
    { initiationKeyword: "bye", terminationKeyword: "fin" },
  ).map((queue) => ({ queue, members: [makeMember()], waiting: 0 }));

  it.each([
    ["support", 13, []],
    ["Fin.", 11, ["Q2"]],
    ["done", 11, ["Q1"]],
    ["nothing", 15, []],
    ["stop", 4, []],
    ["help", 6, []],
  ])("%j decides as for a newcomer, and says whose sessions it would end", (text, row, ends) => {
    const tried = tryText(text, states, at("12:00"));
    expect(tried.decision.row).toBe(row);
    expect(tried.ends.map(({ queue }) => queue.name)).toEqual(ends);
  });
});
