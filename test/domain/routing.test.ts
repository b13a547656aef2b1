import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/domain/automatic-answers.ts";
import {
  type Decision,
  decideInbound,
  type InboundContext,
  type QueueState,
} from "../../src/domain/routing.ts";
import {
  ANA,
  at,
  BEN,
  makeActive,
  makeEnded,
  makeMember,
  makeQueue,
  makeWaiting,
  queueNumber,
  sessionNumber,
  TEXTER,
} from "./examples.ts";

const support = makeQueue();
const sales = makeQueue({
  id: queueNumber(2),
  name: "Sales",
  initiationKeyword: "sales",
  terminationKeyword: "bye",
  priority: 10,
  initiationNeededMessage: "SALES or SUPPORT? You can say {keywords}; yes, {keywords}.",
});
const anything = makeQueue({ id: queueNumber(3), name: "Anything", initiationKeyword: null });

function staffed(queue = support, own: Partial<QueueState> = {}): QueueState {
  return { queue, members: [makeMember()], waiting: 0, ...own };
}

function context(own: Partial<InboundContext> = {}): InboundContext {
  return {
    text: "hello",
    autoresponseType: null,
    sender: TEXTER,
    senderIsOwnLine: false,
    queues: [staffed()],
    open: null,
    openQueue: null,
    lastEnded: null,
    optedOut: false,
    recentLimitedAnswers: [],
    recentHelpTexts: [],
    now: at("12:00"),
    ...own,
  };
}

const inActive = { open: makeActive(), openQueue: support };
const inWaiting = { open: makeWaiting(), openQueue: support };

function decide(own: Partial<InboundContext> = {}): Decision {
  return decideInbound(context(own));
}

function answers(decision: Decision): readonly Answer[] {
  return "answers" in decision ? decision.answers : [];
}

describe("who texts, and where", () => {
  it.each<[string, Partial<InboundContext>]>([
    ["one of our own lines", { senderIsOwnLine: true }],
    ["a short code", { sender: "24273" }],
    ["a short code with a plus", { sender: "+24273" }],
    ["a name", { sender: "MyBank" }],
    ["nobody", { sender: "" }],
  ])("never answers %s, whatever it says (row 2)", (_who, own) => {
    for (const text of ["support", "hello", "STOP", "START", "HELP", "done"]) {
      expect(decide({ ...own, text })).toMatchObject({ row: 2, outcome: "no_auto_answer" });
    }
    expect(decide({ ...own, queues: [] })).toMatchObject({ row: 2 });
  });

  it("routes nothing on a line without a queue (row 3)", () => {
    for (const text of ["support", "hello", "STOP"]) {
      expect(decide({ queues: [], text })).toMatchObject({ row: 3, outcome: "unrouted" });
    }
  });

  it("goes on with an open session whose queue has lost the line", () => {
    expect(decide({ ...inActive, queues: [] })).toMatchObject({ row: 8, outcome: "relayed" });
    expect(decide({ ...inWaiting, queues: [], text: "done" })).toMatchObject({ row: 9 });
    expect(decide({ ...inActive, queues: [], text: "STOP" })).toMatchObject({ row: 4 });
  });
});

describe("opting out and in", () => {
  const situations: [string, Partial<InboundContext>][] = [
    ["without a session", {}],
    ["in a waiting session", inWaiting],
    ["in an active session", inActive],
    ["during an opt-out", { optedOut: true }],
  ];

  it.each(situations)("STOP opts out %s and nothing is answered (row 4)", (_when, own) => {
    for (const text of ["STOP", "stop all", "End!", "Opt out", "revoke"]) {
      const decision = decide({ ...own, text });
      expect(decision).toMatchObject({ row: 4, outcome: "opted_out" });
      expect(answers(decision)).toEqual([]);
    }
    expect(decide({ ...own, text: "arrêtez", autoresponseType: "STOP" })).toMatchObject({ row: 4 });
  });

  it.each(situations)("START opts in %s and begins no session (row 5)", (_when, own) => {
    for (const text of ["START", "unstop."]) {
      const decision = decide({ ...own, text, queues: [staffed(anything)] });
      expect(decision).toMatchObject({ row: 5, outcome: "opted_in" });
      expect(answers(decision)).toEqual([]);
    }
    expect(decide({ ...own, autoresponseType: "START" })).toMatchObject({ row: 5 });
  });

  it("STOP wins over everything that a queue could make of it", () => {
    const stop = makeQueue({ initiationKeyword: "stop", terminationKeyword: "stop" });
    expect(decide({ text: "stop", queues: [staffed(stop)] })).toMatchObject({ row: 4 });
    expect(decide({ text: "stop", ...inActive, openQueue: stop })).toMatchObject({ row: 4 });
  });

  it.each(["support", "hello", "HELP", "done"])(
    "says and starts nothing on %j of somebody who has opted out",
    (text) => {
      const decision = decide({ optedOut: true, text, queues: [staffed(), staffed(anything)] });
      expect(decision).toMatchObject({ outcome: "still_opted_out" });
      expect(answers(decision)).toEqual([]);
    },
  );
});

describe("HELP", () => {
  it.each(["HELP", "info."])("%j starts nothing, on a catch-all line neither (row 6)", (text) => {
    const decision = decide({ text, queues: [staffed(), staffed(anything)] });
    expect(decision).toMatchObject({ row: 6, outcome: "help" });
    expect(answers(decision)).toEqual([]);
  });

  it("is answered by the help text of the line's queue that comes first and has one", () => {
    const queues = [
      staffed(makeQueue({ id: queueNumber(1), name: "A", priority: 3, helpText: "third" })),
      staffed(makeQueue({ id: queueNumber(2), name: "B", priority: 2, helpText: "second" })),
      staffed(makeQueue({ id: queueNumber(3), name: "C", priority: 1 })),
    ];
    expect(answers(decide({ text: "Help!", queues }))).toEqual([{ kind: "help", text: "second" }]);
  });

  it("is answered once a minute, whatever else was answered meanwhile", () => {
    const queues = [staffed(makeQueue({ helpText: "Call 555." }))];
    const justNow = [at("11:59:30")];
    expect(answers(decide({ text: "help", queues, recentLimitedAnswers: justNow }))).toEqual([
      { kind: "help", text: "Call 555." },
    ]);
    expect(answers(decide({ text: "help", queues, recentHelpTexts: justNow }))).toEqual([
      { kind: "help", suppressed: "one_a_minute" },
    ]);
  });

  it("is a text like any other within a session", () => {
    expect(decide({ text: "HELP", ...inActive })).toMatchObject({ row: 8 });
    expect(decide({ text: "HELP", ...inWaiting })).toMatchObject({ row: 10 });
  });

  it("is a keyword where the line has it as one", () => {
    const info = makeQueue({ initiationKeyword: "info", terminationKeyword: "help" });
    expect(decide({ text: "Info", queues: [staffed(info)] })).toMatchObject({ row: 13 });
    expect(decide({ text: "help", queues: [staffed(info)] })).toMatchObject({ row: 11 });
    const helpMe = makeQueue({ initiationKeyword: "help me" });
    expect(decide({ text: "help", queues: [staffed(helpMe)] })).toMatchObject({ row: 6 });
  });
});

describe("in a session", () => {
  const goodbye = [{ kind: "termination", text: "Goodbye!" }];

  it("the termination keyword ends an active one and is answered (row 7)", () => {
    expect(decide({ ...inActive, text: " DONE! " })).toMatchObject({
      row: 7,
      outcome: "ended_by_texter",
      session: inActive.open.id,
      answers: goodbye,
    });
  });

  it("any other text of an active one goes to the agent, unanswered (row 8)", () => {
    for (const text of ["hello", "support", "sales please", "I'm done paying?", "bye", ""]) {
      const decision = decide({ ...inActive, text, queues: [staffed(), staffed(sales)] });
      expect(decision).toMatchObject({ row: 8, outcome: "relayed", session: inActive.open.id });
      expect(answers(decision)).toEqual([]);
    }
  });

  it("the termination keyword abandons a waiting one and is answered (row 9)", () => {
    expect(decide({ ...inWaiting, text: "“Done.”" })).toMatchObject({
      row: 9,
      outcome: "abandoned",
      session: inWaiting.open.id,
      answers: goodbye,
    });
  });

  it("any other text of a waiting one is added, without a second welcome (row 10)", () => {
    for (const text of ["hello", "support", "done with this"]) {
      const decision = decide({ ...inWaiting, text });
      expect(decision).toMatchObject({ row: 10, outcome: "appended", session: inWaiting.open.id });
      expect(answers(decision)).toEqual([]);
    }
  });

  it("ends without a word when the Termination Message is blank", () => {
    const silent = makeQueue({ terminationMessage: null });
    expect(decide({ ...inActive, openQueue: silent, text: "done" })).toMatchObject({
      row: 7,
      answers: [],
    });
  });

  it("knows no end by text when the Termination Keyword is blank", () => {
    const endless = makeQueue({ terminationKeyword: null });
    expect(decide({ ...inActive, openQueue: endless, text: "done" })).toMatchObject({ row: 8 });
    expect(decide({ ...inWaiting, openQueue: endless, text: "" })).toMatchObject({ row: 10 });
  });

  it("goes by its own queue's keyword, not by another's of the line", () => {
    const queues = [staffed(), staffed(sales)];
    expect(decide({ ...inActive, queues, text: "bye" })).toMatchObject({ row: 8 });
    expect(decide({ ...inActive, openQueue: sales, queues, text: "bye" })).toMatchObject({
      row: 7,
    });
  });
});

describe("without a session", () => {
  const needed = { kind: "initiation_needed" as const };

  it("a termination keyword of the line ends nothing and asks for a keyword (row 11)", () => {
    const decision = decide({
      text: "Bye!",
      queues: [staffed(), staffed(sales), staffed(anything)],
    });
    expect(decision).toMatchObject({ row: 11, outcome: "nothing_to_end", shownIn: null });
    expect(answers(decision)).toMatchObject([needed]);
  });

  it("a keyword starts a session where an agent is free (row 13)", () => {
    expect(decide({ text: "I need support" })).toMatchObject({
      row: 13,
      outcome: "started",
      queue: support.id,
      allBusy: false,
      answers: [{ kind: "initiation", text: "Welcome!" }],
    });
  });

  it("one free agent among many is enough", () => {
    const members = [
      makeMember({ onDuty: false }),
      makeMember({ load: 2 }),
      makeMember({ deactivated: true }),
      makeMember({ maxSessions: 1, load: 0 }),
    ];
    expect(decide({ text: "support", queues: [staffed(support, { members })] })).toMatchObject({
      row: 13,
    });
  });

  it.each<[string, Partial<QueueState>]>([
    ["nobody is a member", { members: [] }],
    ["everybody is off duty", { members: [makeMember({ onDuty: false })] }],
    ["everybody's max is 0", { members: [makeMember({ maxSessions: 0 })] }],
    ["everybody is deactivated", { members: [makeMember({ deactivated: true })] }],
    ["it is paused", { queue: makeQueue({ paused: true }) }],
  ])("a keyword starts nothing where %s (row 12)", (_why, own) => {
    expect(decide({ text: "support", queues: [staffed(support, own)] })).toMatchObject({
      row: 12,
      outcome: "no_agents",
      queue: support.id,
      answers: [{ kind: "no_agents", text: "Nobody is here." }],
    });
  });

  it("doesn't fall back to another queue when the one that is meant has nobody", () => {
    const queues = [staffed(support, { members: [] }), staffed(anything)];
    expect(decide({ text: "support", queues })).toMatchObject({ row: 12, queue: support.id });
  });

  it("a keyword starts a session that is told its place where all are busy (row 14)", () => {
    const members = [makeMember({ load: 2 }), makeMember({ user: BEN, load: 3 })];
    const queues = [staffed(support, { members, waiting: 4 })];
    expect(decide({ text: "support", queues })).toMatchObject({
      row: 14,
      outcome: "started",
      allBusy: true,
      answers: [
        { kind: "initiation", text: "Welcome!" },
        { kind: "waiting", text: "All are busy, you are number 5." },
      ],
    });
  });

  it("sends no message that is blank", () => {
    const silent = makeQueue({
      initiationMessage: null,
      waitingMessage: null,
      noAgentsMessage: null,
      initiationNeededMessage: null,
    });
    const decided = (text: string, members = [makeMember()]) =>
      answers(decide({ text, queues: [{ queue: silent, members, waiting: 0 }] }));
    expect(decided("support")).toEqual([]);
    expect(decided("support", [makeMember({ load: 2 })])).toEqual([]);
    expect(decided("support", [])).toEqual([]);
    expect(decided("done")).toEqual([]);
    expect(decided("hello")).toEqual([]);
  });

  it("any text enters a catch-all, an empty one with a picture too", () => {
    for (const text of ["hello", "", "👍", "supports"]) {
      const decision = decide({ text, queues: [staffed(), staffed(anything)] });
      expect(decision).toMatchObject({ row: 13, queue: anything.id });
    }
  });

  it("takes the queue whose keyword wins", () => {
    const queues = [staffed(anything), staffed(), staffed(sales)];
    expect(decide({ text: "I want SALES, not support", queues })).toMatchObject({
      queue: sales.id,
    });
  });

  it("asks for a keyword where none was said, in the words of the first queue (row 15)", () => {
    const decision = decide({ queues: [staffed(), staffed(sales)] });
    expect(decision).toMatchObject({ row: 15, outcome: "unkeyed", shownIn: null });
    expect(answers(decision)).toEqual([
      { ...needed, text: "SALES or SUPPORT? You can say sales, support; yes, sales, support." },
    ]);
  });

  it("takes the first by name among queues of equal priority", () => {
    const desk = makeQueue({ id: queueNumber(4), name: "Desk", initiationKeyword: "desk" });
    for (const queues of [
      [staffed(), staffed(desk)],
      [staffed(desk), staffed()],
    ]) {
      expect(decide({ queues }).explanation.askingQueue).toBe(desk.id);
    }
  });

  it("lists keywords as they were written, also those with a dollar sign", () => {
    const dollar = makeQueue({ initiationKeyword: "$& Cash $$" });
    expect(answers(decide({ queues: [staffed(dollar)] }))).toEqual([
      { ...needed, text: "Please text one of: $& Cash $$" },
    ]);
  });

  it("asks nothing where the first queue's message is blank, though another has one", () => {
    const first = makeQueue({ ...sales, initiationNeededMessage: null });
    expect(answers(decide({ queues: [staffed(), staffed(first)] }))).toEqual([]);
  });
});

describe("limits of automatic answers", () => {
  const unkeyed = (...recentLimitedAnswers: Date[]) => answers(decide({ recentLimitedAnswers }));
  const noAgents = (...recentLimitedAnswers: Date[]) =>
    answers(
      decide({
        text: "support",
        queues: [staffed(support, { members: [] })],
        recentLimitedAnswers,
      }),
    );

  it("holds back a second one within 60 s, and records that it did", () => {
    const suppressed = "one_a_minute";
    expect(unkeyed(at("11:59:01"))).toEqual([{ kind: "initiation_needed", suppressed }]);
    expect(noAgents(at("11:59:01"))).toEqual([{ kind: "no_agents", suppressed }]);
    expect(unkeyed(at("11:59:00"))).toMatchObject([{ text: expect.any(String) }]);
    expect(noAgents(at("11:59:00"))).toMatchObject([{ text: expect.any(String) }]);
  });

  it("holds back a sixth one within the hour", () => {
    const four = ["11:10", "11:20", "11:30", "11:40"].map(at);
    const suppressed = "five_an_hour";
    expect(unkeyed(...four, at("11:01"))).toEqual([{ kind: "initiation_needed", suppressed }]);
    expect(noAgents(...four, at("11:01"))).toEqual([{ kind: "no_agents", suppressed }]);
    expect(unkeyed(...four, at("11:00"))).toMatchObject([{ text: expect.any(String) }]);
    expect(noAgents(...four)).toMatchObject([{ text: expect.any(String) }]);
  });

  it("limits neither welcomes nor goodbyes", () => {
    const recentLimitedAnswers = Array.from({ length: 9 }, () => at("11:59:59"));
    expect(answers(decide({ text: "support", recentLimitedAnswers }))).toMatchObject([
      { text: "Welcome!" },
    ]);
    expect(answers(decide({ ...inActive, text: "done", recentLimitedAnswers }))).toMatchObject([
      { text: "Goodbye!" },
    ]);
  });
});

describe("soon after an end", () => {
  const lastEnded = makeEnded({ id: sessionNumber(7), endedAt: at("11:55:01") });

  it.each(["thanks!", "done"])("%j is shown in the ended thread, and not scolded", (text) => {
    expect(decide({ text, lastEnded })).toMatchObject({
      shownIn: lastEnded.id,
      answers: [{ kind: "initiation_needed", suppressed: "just_ended" }],
    });
  });

  it("a text is shown there also when nothing would have been said", () => {
    const queues = [staffed(makeQueue({ initiationNeededMessage: null }))];
    expect(decide({ queues, lastEnded })).toMatchObject({ shownIn: lastEnded.id, answers: [] });
  });

  it("a keyword starts anew, and a closed queue says so", () => {
    expect(decide({ text: "support", lastEnded })).toMatchObject({ row: 13 });
    const queues = [staffed(support, { members: [] })];
    expect(decide({ text: "support", queues, lastEnded })).toMatchObject({
      row: 12,
      answers: [{ text: "Nobody is here." }],
    });
  });

  it("is over after 5 minutes", () => {
    const earlier = makeEnded({ endedAt: at("11:55") });
    expect(decide({ lastEnded: earlier })).toMatchObject({
      shownIn: null,
      answers: [{ text: expect.any(String) }],
    });
  });
});

describe("the explanation of a decision", () => {
  it("tells which queues were in question, and how their agents were", () => {
    const members = [makeMember({ load: 2 }), makeMember({ user: BEN, onDuty: false })];
    const queues = [staffed(anything), staffed(sales, { members }), staffed()];
    const { explanation } = decide({ text: "sales or support", queues });
    expect(explanation).toMatchObject({
      candidates: [
        { queue: sales.id, kind: "first_word" },
        { queue: support.id, kind: "word" },
        { queue: anything.id, kind: "catch_all" },
      ],
      agents: [
        { user: ANA, load: 2, maxSessions: 2 },
        { user: BEN, onDuty: false },
      ],
    });
  });

  it("names the open session, and the queue that asks for a keyword", () => {
    expect(decide(inActive).explanation).toMatchObject({
      openSession: inActive.open.id,
      askingQueue: null,
    });
    const queues = [staffed(), staffed(sales)];
    expect(decide({ queues }).explanation).toMatchObject({ askingQueue: sales.id });
    expect(decide({ queues, text: "done" }).explanation).toMatchObject({ askingQueue: sales.id });
  });

  it("survives being stored as JSON", () => {
    const { explanation } = decide({ text: "support" });
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
});
