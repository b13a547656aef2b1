import { describe, expect, it } from "vitest";
import { checkKeywords, warnAboutMessages } from "../../src/domain/keyword-rules.ts";
import type { Queue } from "../../src/domain/queue.ts";
import { LINE, makeQueue, OTHER_LINE } from "./examples.ts";

type Own = Partial<Queue>;

function broken(own: Own, ...others: Own[]): string[] {
  return checkKeywords(makeQueue({ name: "New", ...own }), others.map(makeQueue)).map(
    ({ field, rule }) => `${field}: ${rule}`,
  );
}

describe("a queue's own keywords", () => {
  it.each([
    "STOP",
    "stop.",
    "StopAll",
    "stop  all",
    "unsubscribe",
    "CANCEL",
    "end",
    "Quit!",
    "revoke",
    "opt out",
    "START",
    "unstop",
  ])("%j may not terminate", (terminationKeyword) => {
    expect(broken({ terminationKeyword })).toEqual(["terminationKeyword: reserved"]);
  });

  it.each(["STOP", "cancel", "End", "START", "unstop", "help", "INFO!", "opt-out"])(
    "%j may not initiate",
    (initiationKeyword) => {
      expect(broken({ initiationKeyword })).toEqual(["initiationKeyword: reserved"]);
    },
  );

  it.each(["done", "stop it", "the end", "bye", "help", "info"])(
    "%j may terminate",
    (terminationKeyword) => {
      expect(broken({ terminationKeyword })).toEqual([]);
    },
  );

  it("may contain a reserved word", () => {
    expect(broken({ initiationKeyword: "start order" })).toEqual([]);
  });

  it("may both be blank", () => {
    expect(broken({ initiationKeyword: null, terminationKeyword: null })).toEqual([]);
  });

  it("may not be the same, however they are written", () => {
    expect(broken({ initiationKeyword: "Bye", terminationKeyword: "“BYE!”" })).toEqual([
      "terminationKeyword: starts_and_ends",
    ]);
  });

  it("may not be made of nothing that can be seen", () => {
    expect(broken({ initiationKeyword: "\u200B", terminationKeyword: "\uFE0F" })).toEqual([
      "initiationKeyword: invisible",
      "terminationKeyword: invisible",
    ]);
  });

  it("are refused with the word, the reason, and what to do instead", () => {
    const [problem] = checkKeywords(makeQueue({ terminationKeyword: "END" }), []);
    expect(problem?.message).toMatch(/"END".*opt-out.*block.*DONE/);
  });
});

describe("two queues on one line", () => {
  it.each<[string, Own, Own, string[]]>([
    [
      "both take any text",
      { initiationKeyword: null },
      { initiationKeyword: null },
      ["initiationKeyword: second_catch_all"],
    ],
    [
      "have the same initiation keyword",
      { initiationKeyword: "Sales" },
      { initiationKeyword: "SALES!" },
      ["initiationKeyword: same_initiation"],
    ],
    [
      "have the same keyword, one matching the whole text only",
      { initiationKeyword: "sales", keywordMatch: "exact" },
      { initiationKeyword: "sales" },
      ["initiationKeyword: same_initiation"],
    ],
    [
      "start by what ends the other",
      { initiationKeyword: "bye" },
      { terminationKeyword: "Bye" },
      ["initiationKeyword: starts_and_ends"],
    ],
    [
      "end by what starts the other",
      { initiationKeyword: "sales", terminationKeyword: "support" },
      { initiationKeyword: "Support" },
      ["terminationKeyword: starts_and_ends"],
    ],
    [
      "do both",
      { initiationKeyword: "in", terminationKeyword: "out" },
      { initiationKeyword: "out", terminationKeyword: "in" },
      ["initiationKeyword: starts_and_ends", "terminationKeyword: starts_and_ends"],
    ],
  ])("are refused when they %s", (_case, own, other, rules) => {
    expect(broken(own, other)).toEqual(rules);
  });

  it.each<[string, Own, Own]>([
    [
      "have the same termination keyword",
      { initiationKeyword: "sales", terminationKeyword: "done" },
      { terminationKeyword: "done" },
    ],
    [
      "have keywords of which one contains the other",
      { initiationKeyword: "sales support" },
      { initiationKeyword: "support" },
    ],
    ["differ by an accent", { initiationKeyword: "cafe" }, { initiationKeyword: "café" }],
    ["have one catch-all", { initiationKeyword: null }, { initiationKeyword: "support" }],
    [
      "share no line",
      { initiationKeyword: null, terminationKeyword: "x" },
      { initiationKeyword: null, terminationKeyword: "x", lines: [OTHER_LINE] },
    ],
  ])("are accepted when they %s", (_case, own, other) => {
    expect(broken(own, other)).toEqual([]);
  });

  it("are told apart by name, with every line that they share", () => {
    const lines = [LINE, OTHER_LINE];
    const [problem, ...more] = checkKeywords(makeQueue({ name: "New", lines }), [
      makeQueue({ name: "Old", lines }),
      makeQueue({ name: "Elsewhere", lines: [] }),
    ]);
    expect(problem?.message).toContain('"support"');
    expect(problem?.message).toContain(`"Old" on ${LINE} and ${OTHER_LINE}`);
    expect(more).toEqual([]);
  });

  it("are each compared with all the others", () => {
    expect(
      broken(
        { initiationKeyword: "sales", terminationKeyword: "bye" },
        { name: "A", initiationKeyword: "sales" },
        { name: "B", initiationKeyword: "bye" },
      ),
    ).toEqual(["initiationKeyword: same_initiation", "terminationKeyword: starts_and_ends"]);
  });
});

describe("message texts", () => {
  const warnings = (text: string) =>
    warnAboutMessages(makeQueue({ initiationMessage: text })).filter((warning) =>
      warning.startsWith("The Initiation Message"),
    );

  it.each([
    "Thanks! Reply END to finish.",
    "Text STOP to finish",
    "text 'stop' when you are done",
    "To leave, reply with “Quit”.",
    "Reply: CANCEL",
    "Send *end* at any time.",
    "When finished, text back END",
    "Type the word END when done",
    "Reply stop all to finish",
    "Answer opt out to leave the chat",
  ])("%j gets a warning", (text) => {
    expect(warnings(text)[0]).toMatch(/opt-out word/);
  });

  it.each([
    "Reply DONE to end the conversation.",
    "Reply STOP to opt out.",
    'Reply "STOP" to unsubscribe',
    "Reply STOP ALL to opt out of all texts",
    "Text END to stop receiving texts",
    "We'll text you at the end of the day.",
    "Please wait for an answer. End of message.",
    "Reply endlessly",
    "We never stop.",
    "Welcome!",
  ])("%j gets none", (text) => {
    expect(warnings(text)).toEqual([]);
  });

  it("are each named when they are warned of", () => {
    const end = "Reply END to finish";
    const messages = {
      initiationMessage: end,
      initiationNeededMessage: end,
      terminationMessage: end,
      noAgentsMessage: end,
      endedMessage: end,
      waitingMessage: end,
      helpText: end,
    };
    expect(
      warnAboutMessages(makeQueue(messages)).map((text) => /^The (.+?) says/.exec(text)?.[1]),
    ).toEqual([
      "Initiation Message",
      "Initiation Needed Message",
      "Termination Message",
      "No Agents Message",
      "Ended Message",
      "Waiting Message",
      "Help text",
    ]);
  });

  it("are warned of when they have braces into which nothing is put", () => {
    const braces = (settings: Own) => warnAboutMessages(makeQueue(settings));
    expect(braces({ initiationNeededMessage: "Text {keywords}" })).toEqual([]);
    expect(braces({ waitingMessage: "You are number {position}" })).toEqual([]);
    expect(braces({ waitingMessage: "You are number {Position}" })).toEqual([
      "The Waiting Message has {Position}, which is sent as it stands: only {position} is filled in.",
    ]);
    expect(braces({ endedMessage: "Bye {name}" })).toEqual([
      "The Ended Message has {name}, which is sent as it stands: nothing is filled in here.",
    ]);
  });

  it("may be blank", () => {
    expect(warnAboutMessages(makeQueue({ initiationMessage: null }))).toEqual([]);
  });

  it.each([
    ["a", 1_530],
    ["€", 765],
    ["ж", 670],
    ["👍", 335],
  ])("of %j can be sent at all up to %i", (character, most) => {
    expect(warnings(character.repeat(most))).not.toEqual([expect.stringMatching(/too long/)]);
    expect(warnings(character.repeat(most + 1))).toEqual([expect.stringMatching(/too long/)]);
  });

  it.each([
    ["a", 160],
    ["€", 80],
  ])("of %j are one SMS up to %i", (character, most) => {
    expect(warnings(character.repeat(most))).toEqual([]);
    expect(warnings(character.repeat(most + 1))).toEqual([expect.stringMatching(/goes as 2 SMS/)]);
  });

  it("are warned of with the counts, and with the character that makes them count double", () => {
    expect(warnings("a".repeat(307))).toEqual([
      "The Initiation Message goes as 3 SMS: it has 307 characters in GSM-7, of which one SMS holds 160, and each of several 153.",
    ]);
    expect(warnings(`${"a".repeat(80)}”`)).toEqual([
      'The Initiation Message goes as 2 SMS: it has 81 characters in UCS-2 ("”" is not in the alphabet of short SMS, GSM-7), of which one SMS holds 70, and each of several 67.',
    ]);
    expect(warnings("Hello 👋")).toEqual([
      'The Initiation Message goes in UCS-2 ("👋" is not in the alphabet of short SMS, GSM-7): one SMS then holds 70 characters instead of 160, and this has 8.',
    ]);
    expect(warnings(`${"a".repeat(700)}”`)).toEqual([expect.stringMatching(/701 of the 670/)]);
  });
});
