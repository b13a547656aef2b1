import knex, { type Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueueId, queueId, userId } from "../../src/domain/ids.ts";
import { addDays, type CalendarDay, interval } from "../../src/domain/period.ts";
import type { AskedStatistics } from "../../src/flows/ask-statistics.ts";
import { exportSessions } from "../../src/flows/export-sessions.ts";
import { readStatistics } from "../../src/flows/read-statistics.ts";
import { readStatisticsChart } from "../../src/flows/read-statistics-chart.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { insertInboundText } from "../../src/store/inbound-texts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { beRefused, dice, type History, liveThrough, type Refusal } from "./histories.ts";
import {
  inSeveralQueues,
  naiveAgent,
  naiveFigures,
  type Visit,
  visitsOf,
} from "./naive-statistics.ts";

const AGENTS = ["UANA", "UBEN", "UCLEO", "UDAN"].map(userId);
const ZONES = [
  "UTC",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
] as const;
const ALL = [0, 1, 2, 3, 4];
/** More of them, or others, to look for what these don't find: `HISTORIES=20000 SEED=1 npx vitest run …`. */
const SESSIONS = Number(process.env["HISTORIES"] ?? 1_000);
const SEED = Number(process.env["SEED"] ?? 1);
/** Histories are lived through side by side, each clock by itself. */
const AT_ONCE = 4;
/** New York's days of 23 and of 25 hours. */
const SPRING = { year: 2026, month: 3, day: 8 };
const AUTUMN = { year: 2026, month: 11, day: 1 };
/** Half of the histories begin within three days and nights around each. */
const BEGINS = [Date.UTC(2026, 2, 7), Date.UTC(2026, 9, 31)] as const;
const SPREAD = 3 * 86_400_000;

let database: TestDatabase;
let db: Database;
let sql: Knex;
let queues: readonly QueueId[];
let histories: readonly History[];
let refusals: readonly Refusal[];
/** All that the histories tell, worked out once. */
let told: readonly Visit[];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined);
  sql = knex({ client: "pg", connection: database.url });
  const rows = await sql("queues")
    .insert(
      ZONES.map((zone, i) => ({
        name: `Queue ${i}`,
        channel: "C0SUPPORT",
        keyword_match: "word",
        dispatch: "ring_all",
        offer_timeout_s: 60,
        max_wait_s: 0,
        idle_timeout_s: 0,
        priority: i,
        time_zone: zone,
      })),
    )
    .returning<{ id: string; name: string }[]>(["id", "name"]);
  queues = rows.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ id }) => queueId(id));
  await sql("agents").insert(AGENTS.map((user_id) => ({ user_id })));
  const lived: History[] = [];
  const refused: Refusal[] = [];
  async function live(first: number): Promise<void> {
    const own = openDatabase(database.url, () => undefined);
    const scene = { db: own, queues, agents: AGENTS };
    for (let i = first; i < SESSIONS; i += AT_ONCE) {
      const throws = dice(SEED + i);
      const begins = (BEGINS[i % 2] ?? 0) + throws(SPREAD);
      lived.push(await liveThrough(scene, i, begins, throws));
      if (i % 5 === 0) refused.push(await beRefused(scene, i, begins, throws));
    }
    await own.close();
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => live(first)));
  histories = lived;
  told = lived.flatMap(visitsOf);
  refusals = refused;
}, 600_000);

afterAll(async () => {
  await sql.destroy();
  await db.close();
  await database.drop();
});

/** This local day of each of these queues, and those that follow it. */
function asked(of: readonly number[], days = 1, firstDay: CalendarDay = SPRING): AskedStatistics {
  const period = { firstDay, lastDay: addDays(firstDay, days - 1), label: "these days" };
  return {
    kind: "asked",
    typed: "",
    named: null,
    at: new Date(),
    label: period.label,
    csv: false,
    chart: false,
    queues: of.map((i) => ({
      queue: queues[i] ?? queueId(""),
      name: `Queue ${i}`,
      deleted: false,
      timeZone: ZONES[i] ?? "",
      period,
      ...interval(period, ZONES[i] ?? ""),
    })),
  };
}

/** Whether something that was over in a queue at that time counts. */
function counts({ queues: wanted }: AskedStatistics, queue: QueueId, at: number): boolean {
  return wanted.some(
    (one) => one.queue === queue && at >= one.from.getTime() && at < one.to.getTime(),
  );
}

/** The visits that count, told by the histories. */
function counted(question: AskedStatistics): Visit[] {
  return told.filter((visit) => counts(question, visit.queue, visit.left));
}

/** The refused texts that count. */
function countRefused(question: AskedStatistics, of: readonly QueueId[]) {
  const own = refusals.filter(
    ({ queue, at }) => of.includes(queue) && counts(question, queue, at.getTime()),
  );
  const how = (wanted: string) => own.filter(({ outcome }) => outcome === wanted).length;
  return { noAgents: how("no_agents"), unkeyed: how("unkeyed") };
}

/** Which queues, the first day (from the one on which clocks change), and how many days. */
const QUESTIONS: readonly (readonly [readonly number[], number, number])[] = [
  [ALL, 0, 1],
  [ALL, -1, 4],
  [[0, 1, 2], 1, 1],
  [[0], 0, 1],
  [[1], 0, 1],
  [[1], -1, 1],
  [[1], 1, 1],
  [[3], 0, 1],
  [[4, 3], -1, 2],
  [[2, 0], 0, 2],
];

/** How many visits to a queue were over so many ms after a moment, or before it. */
function visitsThatLeft(queue: number, moment: number, ms: number): number {
  const [from, to] = ms > 0 ? [moment, moment + ms] : [moment + ms, moment];
  return told.filter(
    (visit) => visit.queue === queues[queue] && visit.left >= from && visit.left < to,
  ).length;
}

describe("of histories with transfers, hand-backs, reopenings and open sessions", () => {
  it.each([SPRING, AUTUMN])("there is enough of everything to tell around %j", (day) => {
    const visits = counted(asked(ALL, 1, day));
    const figures = naiveFigures(visits);
    expect(figures.vol).toBeGreaterThan(100);
    expect(figures.offered).toBeGreaterThan(figures.vol);
    expect(figures.transferred).toBeGreaterThan(0);
    expect(Object.values(figures.endings)).not.toContain(0);
    expect(inSeveralQueues(visits)).toBeGreaterThan(10);
    expect(visits.some(({ hands }) => hands.length > 3)).toBe(true);
    // New York's own day of 23 or 25 hours has some that another day's length would miss or add.
    const hour = day === SPRING ? -1 : 1;
    const [{ from } = { from: new Date() }] = asked([1], 1, day).queues;
    const late = visitsThatLeft(1, from.getTime() + 24 * 3_600_000, hour * 3_600_000);
    expect(late).toBeGreaterThan(0);
  });

  it("there are sessions of every kind", () => {
    const kinds = histories.map(({ events }) => events.map(({ kind }) => kind));
    const times = (own: readonly string[], kind: string) =>
      own.filter((one) => one === kind).length;
    expect(kinds.some((own) => times(own, "reopened") > 1)).toBe(true);
    expect(
      kinds.some(
        (own) => own.lastIndexOf("entered") > own.indexOf("reopened") && own.includes("reopened"),
      ),
    ).toBe(true);
    expect(
      kinds.some(
        (own) => own.includes("reopened") && times(own, "reopened") === times(own, "ended"),
      ),
    ).toBe(true);
    expect(histories.some((history) => visitsOf(history).length > 3)).toBe(true);
    expect(histories.some((history) => visitsOf(history).length === 0)).toBe(true);
    const came = histories.map(({ events }) =>
      events.flatMap((event) => (event.kind === "entered" ? [event.queue] : [])),
    );
    expect(came.some((own) => new Set(own).size < own.length)).toBe(true);
  });

  it.each(
    [SPRING, AUTUMN].flatMap((day) =>
      QUESTIONS.map(([of, from, days]) => [of, days, addDays(day, from)] as const),
    ),
  )(
    "the figures of queues %j over %i days from %j are those that the histories give",
    async (of, days, first) => {
      const question = asked(of, days, first);
      const report = await readStatistics({ db }, question);
      const visits = counted(question);
      expect(report.total.figures).toEqual(naiveFigures(visits));
      expect(report.total.refusals).toEqual(countRefused(question, queues));
      expect(report.inSeveralQueues).toBe(inSeveralQueues(visits));
      expect(report.queues).toEqual(
        question.queues.map(({ queue, name }) => ({
          name,
          figures: naiveFigures(visits.filter((visit) => visit.queue === queue)),
          refusals: countRefused(question, [queue]),
        })),
      );
      const agents = AGENTS.map((agent) => ({ agent, tally: naiveAgent(visits, agent) }));
      expect(new Map(report.agents.map(({ agent, tally }) => [agent, tally]))).toEqual(
        new Map(
          agents
            .filter(({ tally }) => tally.sessions > 0)
            .map(({ agent, tally }) => [agent, tally]),
        ),
      );
    },
  );

  it.each([1, 3])("the chart of %i days has every handled session once", async (days) => {
    const question = asked(ALL, days);
    const { points, total } = await readStatisticsChart({ db }, question);
    const { vol, ahtMs, averageWaitMs } = naiveFigures(counted(question));
    expect(points.reduce((sum, point) => sum + point.vol, 0)).toBe(vol);
    expect(total).toEqual({ vol, ahtMs, averageWaitMs });
    // On this day UTC has 24 hours, New York 23 of the same names.
    expect(points).toHaveLength(days === 1 ? 24 : 3);
  });

  it("the file has every session once, with the same sums", async () => {
    const question = asked(ALL, 2);
    let text = "";
    let sessions = 0;
    for await (const piece of exportSessions({ db }, question, () => Promise.resolve("Ana, A."))) {
      text += piece.text;
      sessions += piece.sessions;
    }
    const figures = naiveFigures(counted(question));
    const lines = text.trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(figures.offered);
    expect(sessions).toBe(figures.offered);
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(figures.offered);
    const sums = lines
      .map((line) => line.split(",").slice(-3).map(Number))
      .reduce((a, b) => a.map((n, i) => n + (b[i] ?? 0)), [0, 0, 0]);
    expect(sums).toEqual([figures.textsIn, figures.textsOut, figures.segments]);
    const endings = lines.filter((line) => line.includes(",transferred,")).length;
    expect(endings).toBe(figures.transferred);
  });
});

it("texts that come to an ended session all at once are all counted", async () => {
  const ended = histories.find(({ events }) => events.at(-1)?.kind === "ended");
  if (!ended) throw new Error("no history ends with its end");
  const textsIn = async () => {
    const rows = await sql("queue_stays")
      .where({ session_id: ended.session })
      .sum<{ texts: string }[]>("texts_in as texts");
    return Number(rows[0]?.texts);
  };
  const before = await textsIn();
  const texts = Array.from({ length: 30 }, (_, i) =>
    db.transaction((tx) =>
      insertInboundText(tx, {
        providerId: `late-${i}`,
        pair: null,
        session: ended.session,
        line: "+15550100001",
        sender: "+15557770001",
        text: "thanks!",
        media: [],
        carrierAt: tx.now,
        outcome: "unkeyed",
        specRow: 15,
        explanation: {},
      }),
    ),
  );
  await Promise.all(texts);
  expect(await textsIn()).toBe(before + 30);
});
