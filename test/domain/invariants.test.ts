import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phoneNumber, type UserId } from "../../src/domain/ids.ts";
import { ANA, BEN, CLEO, LINE, makeQueue, OTHER_LINE, queueNumber } from "./examples.ts";
import { type Conversation, World } from "./world.ts";

/**
 * The invariants of SPEC 3 that can be said of the rules alone, in random days of a small company:
 * three queues on two lines, three agents, five senders of whom two are none to be answered.
 */

const UNQUEUED_LINE = phoneNumber("+15550100003");
const LINES = [LINE, OTHER_LINE, UNQUEUED_LINE];
const TEXTERS = ["+15550199001", "+15550199002", "+15550199003"];
const NOT_TO_BE_ANSWERED = ["24273", LINE];

const STOPS = ["STOP", "Unsubscribe!", "opt out"];
const STARTS = ["START", "unstop"];
const TEXTS = [
  "support",
  "I want SALES, not support",
  "sales please",
  "hello",
  "",
  "done",
  " Bye! ",
  "HELP",
];

const company = () =>
  new World(
    [
      makeQueue({ name: "Support", priority: 2 }),
      makeQueue({
        id: queueNumber(2),
        name: "Sales",
        lines: [LINE, OTHER_LINE],
        initiationKeyword: "sales",
        terminationKeyword: "bye",
      }),
      makeQueue({
        id: queueNumber(3),
        name: "Anything",
        lines: [OTHER_LINE],
        initiationKeyword: null,
      }),
    ],
    [
      {
        user: ANA,
        max: new Map([
          ["Support", 2],
          ["Sales", 1],
        ]),
      },
      {
        user: BEN,
        max: new Map([
          ["Sales", 1],
          ["Anything", 3],
        ]),
      },
      { user: CLEO, max: new Map([["Support", 0]]) },
    ],
  );

const agent = fc.constantFrom(ANA, BEN, CLEO);
const conversation = fc.nat(30);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("text" as const),
      sender: fc.constantFrom(...TEXTERS, ...NOT_TO_BE_ANSWERED),
      line: fc.constantFrom(...LINES),
      text: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...TEXTS) },
        { weight: 1, arbitrary: fc.constantFrom(...STOPS, ...STARTS) },
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("accept" as const), conversation, agent }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reply" as const), conversation, agent }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      conversation,
      agent,
      isSupervisor: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hand_back" as const), conversation }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("expire" as const), conversation }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("duty" as const), agent, onDuty: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1_000, 30_000, 60_000, 300_000, 3_600_000),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The conversation that is meant, counted from the newest. */
function pick(world: World, number: number): Conversation | undefined {
  return world.conversations.at(-1 - (number % Math.max(1, world.conversations.length)));
}

function play(world: World, step: Step): void {
  switch (step.do) {
    case "text":
      playText(world, step);
      return;
    case "wait":
      world.pass(step.ms);
      return;
    case "duty":
      world.setDuty(step.agent, step.onDuty);
      return;
    default: {
      const chosen = pick(world, step.conversation);
      if (chosen) playIn(world, chosen, step);
    }
  }
}

function playText(world: World, { sender, line, text }: Step & { do: "text" }): void {
  const before = world.received.length;
  const opens = new Set(world.conversations.filter(isOpen));
  const { outcome } = world.text(sender, line, text);

  // 5: one outcome, and it shows up with the same texter on the same line, where it says.
  expect(world.received).toHaveLength(before + 1);
  const shownIn = world.received.at(-1)?.session;
  const shown = world.conversations.find(({ session }) => session.id === shownIn);
  if (shown) expect([shown.texter, shown.line]).toEqual([sender, line]);
  const wasOpen = shown !== undefined && opens.has(shown);
  switch (outcome) {
    case "started":
      expect(shown?.session.state).toBe("waiting");
      expect(wasOpen).toBe(false);
      break;
    case "relayed":
    case "appended":
      expect(shown?.session.state).toBe(outcome === "relayed" ? "active" : "waiting");
      break;
    case "ended_by_texter":
    case "abandoned":
      expect(wasOpen).toBe(true);
      expect(shown?.session.state).toBe("ended");
      break;
    case "unkeyed":
    case "nothing_to_end":
      if (shown) expect(shown.session.state).toBe("ended");
      break;
    default:
      break;
  }
}

function playIn(
  world: World,
  chosen: Conversation,
  step: Exclude<Step, { do: "text" | "wait" | "duty" }>,
): void {
  const before = chosen.session;
  switch (step.do) {
    case "accept": {
      const { kind } = world.accept(chosen, step.agent);
      if (kind !== "accepted") {
        expect(chosen.session).toBe(before);
        return;
      }
      // 2: whoever wins, wins a session that nobody had.
      expect(before.state).toBe("waiting");
      // 3, of the membership by which it was won.
      expect(world.loadOf(step.agent)).toBeLessThanOrEqual(world.maxOf(step.agent, chosen));
      return;
    }
    case "reply":
      world.reply(chosen, step.agent);
      return;
    case "end":
      world.pressEnd(chosen, step.agent, step.isSupervisor);
      return;
    case "hand_back":
      world.handBack(chosen);
      expect(chosen.session.waitingSince).toEqual(before.waitingSince);
      return;
    case "expire":
      world.expire(chosen);
      return;
    default:
      step satisfies never;
  }
}

function isOpen({ session }: Conversation): boolean {
  return session.state !== "ended";
}

/** Each agent's largest max: what no load may exceed. */
const MOST: ReadonlyMap<UserId, number> = new Map([
  [ANA, 2],
  [BEN, 3],
  [CLEO, 0],
]);

function check(world: World, endings: Map<Conversation, string>): void {
  // 1
  const pairs = world.conversations.filter(isOpen).map((one) => `${one.line} ${one.texter}`);
  expect(new Set(pairs).size).toBe(pairs.length);
  // 3
  for (const [user, most] of MOST) expect(world.loadOf(user)).toBeLessThanOrEqual(most);
  // 8: an end is for ever, with the reason and the time that it had at first.
  for (const one of world.conversations) {
    const { session } = one;
    const ending =
      session.state === "ended" ? `${session.reason} ${session.endedAt.toISOString()}` : null;
    const known = endings.get(one) ?? ending;
    expect(ending).toBe(known);
    if (known !== null) endings.set(one, known);
  }
}

/** 7, told from the words alone: who had said STOP, and had texted that line, when an SMS left. */
function checkSent(world: World): void {
  for (const { line, to, at } of world.sent) {
    const before = world.received.filter((text) => text.sender === to && text.at <= at);
    expect(before.some((text) => text.line === line)).toBe(true);
    expect(NOT_TO_BE_ANSWERED).not.toContain(to);
  }
}

/** At most one in 60 s and five an hour, of both kinds together, to each pair. */
function checkLimits(world: World): void {
  const limited = world.sent.filter(
    ({ kind }) => kind === "initiation_needed" || kind === "no_agents",
  );
  for (const one of limited) {
    const ages = limited
      .filter((other) => other.line === one.line && other.to === one.to)
      .map((other) => other.at.getTime() - one.at.getTime())
      .filter((age) => age >= 0);
    expect(ages.filter((age) => age < 60_000)).toHaveLength(1);
    expect(ages.filter((age) => age < 3_600_000).length).toBeLessThanOrEqual(5);
  }
}

/** Which texters have opted out, read from the words alone. */
class OptOuts {
  readonly #out = new Set<string>();

  hear({ sender, line, text }: { sender: string; line: string; text: string }): void {
    // Row 3 comes before row 4.
    if (line === UNQUEUED_LINE) return;
    if (STOPS.includes(text)) this.#out.add(sender);
    if (STARTS.includes(text)) this.#out.delete(sender);
  }

  has(texter: string): boolean {
    return this.#out.has(texter);
  }
}

describe("whatever people do in whatever order", () => {
  it("the invariants hold after every step", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
        const world = company();
        const endings = new Map<Conversation, string>();
        const optOuts = new OptOuts();
        for (const one of steps) {
          if (one.do === "text") optOuts.hear(one);
          const already = world.sent.length;
          play(world, one);
          check(world, endings);
          for (const { to } of world.sent.slice(already)) expect(optOuts.has(to)).toBe(false);
        }
        checkSent(world);
        checkLimits(world);
      }),
      { numRuns: 500 },
    );
  });

  it("two robots can't talk for ever", () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.constantFrom("hello", "support", "done"), (seconds, words) => {
        const world = company();
        for (const user of [ANA, BEN, CLEO]) world.setDuty(user, false);
        for (const gap of seconds) {
          world.pass(gap * 1_000);
          world.text("+15550199001", LINE, words);
        }
        expect(world.sent.length).toBeGreaterThan(0);
        checkLimits(world);
      }),
    );
  });

  it("the random days are no idle ones: every outcome and every end comes up", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 80 }), (steps) => {
        const world = company();
        for (const one of steps) play(world, one);
        for (const { decision } of world.received) seen.add(`row ${decision.row}`);
        for (const { session } of world.conversations) {
          if (session.state === "ended") seen.add(session.reason);
        }
      }),
      { numRuns: 300, seed: 20_261_123 },
    );
    const rows = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((row) => `row ${row}`);
    const reasons = ["agent", "supervisor", "texter", "abandoned", "expired", "idle", "opt_out"];
    expect([...seen].sort()).toEqual([...rows, ...reasons].sort());
  });
});
