import { describe, expect, it } from "vitest";
import {
  type CannedReply,
  checkReply,
  fillIn,
  MAX_REPLIES,
  searchReplies,
  warnAboutReply,
} from "../../src/domain/canned-replies.ts";
import { replyId } from "../../src/domain/ids.ts";

const NOBODY = { name: null, agent: "Ana", queue: "Support" };

describe("a reply's placeholders", () => {
  it.each([
    ["Hi {name}, {agent} of {queue} here.", "Hi Bob, Ana of Support here."],
    ["{NAME}! {Name}?", "Bob! Bob?"],
    ["{nam} { name } {{name}}", "{nam} { name } {Bob}"],
    ["$& {name}", "$& Bob"],
  ])("are filled in: %j becomes %j", (text, filled) => {
    expect(fillIn(text, { ...NOBODY, name: "Bob" })).toBe(filled);
  });

  it.each([
    ["Hi {name}, we are open.", "Hi, we are open."],
    ["Hi {name}!", "Hi!"],
    ["{name}, we are open.", "We are open."],
    ["{name}: éclairs!\n{Name} you win", "Éclairs!\nYou win"],
    ["Dear {name}\nHello", "Dear\nHello"],
    ["Thanks, {name}", "Thanks,"],
    ["{name}", ""],
    ["I am {agent}.", "I am Ana."],
  ])("go without a gap where nobody knows: %j becomes %j", (text, filled) => {
    expect(fillIn(text, NOBODY)).toBe(filled);
  });

  it("are filled with just what is there, braces and all", () => {
    expect(fillIn("Hi {name}", { ...NOBODY, name: "{agent} $1" })).toBe("Hi {agent} $1");
  });
});

describe("a reply that is saved", () => {
  const others = [{ name: "Hours", text: "9 to 5" }];

  it.each([
    [{ name: "Way", text: "First left." }, []],
    [{ name: "", text: " " }, ["name", "text"]],
    [{ name: "HOURS", text: "Always." }, ["name"]],
    [{ name: "x".repeat(60), text: "x".repeat(1_600) }, []],
    [{ name: "x".repeat(61), text: "x".repeat(1_601) }, ["name", "text"]],
  ])("%# has something wrong with these: %j", (draft, fields) => {
    expect(checkReply(draft, others).map(({ field }) => field)).toEqual(fields);
  });

  it("is not one too many", () => {
    const many = Array.from({ length: MAX_REPLIES }, (_, i) => ({ name: `${i}`, text: "x" }));
    expect(checkReply({ name: "one more", text: "x" }, many)[0]?.message).toContain("100 replies");
    expect(checkReply({ name: "one more", text: "x" }, many.slice(1))).toEqual([]);
  });

  it.each([
    ["First left, {name}. {agent}", []],
    ["It’s here", [/UCS-2 \("’"/]],
    ["x".repeat(200), [/goes as 2 SMS/]],
    ["Reply END to finish", [/opt-out word/]],
    ["Your code is {code}", [/\{code\}, which is sent as it stands/]],
  ])("is warned about where one should think twice: %j", (text, warnings) => {
    const found = warnAboutReply({ name: "Way", text });
    expect(found).toHaveLength(warnings.length);
    for (const [i, warning] of warnings.entries()) expect(found[i]).toMatch(warning);
  });
});

describe("searching replies", () => {
  const replies = [
    ["Way", "From the café, first left."],
    ["Opening hours", "9 to 5."],
    ["Left luggage", "At the desk."],
    ["Éclairs", "Sold out at 5."],
  ].map(
    ([name = "", text = ""], i): CannedReply => ({
      id: replyId(`00000000-0000-4000-8000-00000000000${i}`),
      name,
      text,
      version: 1,
    }),
  );

  it.each([
    ["", ["Éclairs", "Left luggage", "Opening hours", "Way"]],
    ["left", ["Left luggage", "Way"]],
    ["LEFT first", ["Way"]],
    ["cafe", ["Way"]],
    ["eclair", ["Éclairs"]],
    ["hours 5", ["Opening hours"]],
    ["nothing", []],
  ])("for %j finds %j", (typed, names) => {
    expect(searchReplies(replies, typed).map(({ name }) => name)).toEqual(names);
  });
});
