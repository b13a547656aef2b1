import { IANAZone } from "luxon";
import { csvRecord, UTF8_MARK } from "../domain/csv.ts";
import type { QueueId, SessionId, UserId } from "../domain/ids.ts";
import { joinStays, type QueueStay } from "../domain/statistics.ts";
import { type ListedStay, listStays, type StayPlace } from "../store/listed-stays.ts";
import { staysOfMoved } from "../store/statistics.ts";
import type { AskedStatistics } from "./ask-statistics.ts";
import type { FlowDeps } from "./deps.ts";

/** A piece of the file, and how many sessions are in it. */
export interface ExportPiece {
  readonly text: string;
  readonly sessions: number;
}

/** Spreadsheets take 1,048,576 lines. */
export const MAX_EXPORTED = 1_000_000;
/** Stays read at once: few enough that the event loop has its turns. */
const PIECE = 1_000;

const HEAD = [
  "Session",
  "Queues",
  "Our number",
  "Texter",
  "Began",
  "Accepted",
  "Ended or left",
  "Wait (s)",
  "First response (s)",
  "Handle time (s)",
  "Ended by",
  "Agents",
  "Texts in",
  "Texts out",
  "SMS segments",
];

/**
 * The sessions that count, one a line, in the order in which they ended: CSV for a spreadsheet,
 * piece by piece, so that any number of them needs little memory. A session that was in several of
 * the queues is one line, with the sums of its stays in them. Times are in the zone of the last
 * one. Ends after `MAX_EXPORTED` sessions.
 *
 * @param nameOf a person's name; null when it can't be had, and the id stands there
 */
export async function* exportSessions(
  deps: Pick<FlowDeps, "db">,
  asked: AskedStatistics,
  nameOf: (user: UserId) => Promise<string | null>,
): AsyncGenerator<ExportPiece> {
  yield { text: UTF8_MARK + csvRecord(HEAD), sessions: 0 };
  const moved = groupMoved(await deps.db.transaction((tx) => staysOfMoved(tx, asked.queues)));
  const toRecord = recordWriter(asked, nameOf);
  let after: StayPlace | null = null;
  let left = MAX_EXPORTED;
  while (left > 0) {
    const from: StayPlace | null = after;
    const piece: ListedStay[] = await deps.db.transaction((tx) =>
      listStays(tx, asked.queues, from, PIECE),
    );
    const last = piece.at(-1);
    if (!last) return;
    after = last.place;
    const sessions = piece.flatMap((listed) => wholeSession(listed, moved) ?? []).slice(0, left);
    left -= sessions.length;
    let text = "";
    for (const session of sessions) text += await toRecord(session);
    yield { text, sessions: sessions.length };
  }
}

/** A session as far as it counts. */
interface ExportedSession {
  readonly stay: QueueStay;
  readonly queues: readonly QueueId[];
  readonly listed: ListedStay;
}

type MovedSessions = ReadonlyMap<SessionId, { stays: QueueStay[]; joined: QueueStay }>;

function groupMoved(stays: readonly QueueStay[]): MovedSessions {
  const joined = joinStays(stays);
  const sessions = new Map<SessionId, { stays: QueueStay[]; joined: QueueStay }>();
  for (const stay of stays) {
    const whole = joined.get(stay.session);
    const known = sessions.get(stay.session);
    if (known) known.stays.push(stay);
    else if (whole) sessions.set(stay.session, { stays: [stay], joined: whole });
  }
  return sessions;
}

/** Null for all but the last of a session's stays. */
function wholeSession(listed: ListedStay, moved: MovedSessions): ExportedSession | null {
  const { stay } = listed;
  if (listed.alone) return { stay, queues: [stay.queue], listed };
  // What moves while the list is being made is not in it.
  const session = moved.get(stay.session);
  if (!session) return null;
  const last = session.stays.at(-1);
  if (last?.queue !== stay.queue || last.leftAt.getTime() !== stay.leftAt.getTime()) return null;
  return { stay: session.joined, queues: session.stays.map(({ queue }) => queue), listed };
}

function recordWriter(
  asked: AskedStatistics,
  nameOf: (user: UserId) => Promise<string | null>,
): (session: ExportedSession) => Promise<string> {
  const queues = new Map(
    asked.queues.map(({ queue, name, timeZone }) => [queue, { name, time: clock(timeZone) }]),
  );
  const names = new Map<UserId, string>();
  async function name(user: UserId): Promise<string> {
    const known = names.get(user);
    if (known !== undefined) return known;
    const found = (await nameOf(user)) ?? user;
    names.set(user, found);
    return found;
  }
  return async ({ stay, queues: visited, listed }) => {
    const place = queues.get(stay.queue);
    if (!place) throw new Error(`queue ${stay.queue} was not asked for`);
    const { enteredAt, acceptedAt, firstResponseAt } = stay;
    const seconds = (to: Date | null): number | null =>
      to === null ? null : Math.round((to.getTime() - enteredAt.getTime()) / 1_000);
    const agents: string[] = [];
    for (const agent of listed.agents) agents.push(await name(agent));
    return csvRecord([
      stay.session,
      visited.map((queue) => queues.get(queue)?.name ?? queue).join(" > "),
      listed.line,
      listed.texter,
      place.time(enteredAt),
      acceptedAt && place.time(acceptedAt),
      place.time(stay.leftAt),
      seconds(acceptedAt),
      seconds(firstResponseAt),
      acceptedAt && Math.round(stay.handledMs / 1_000),
      stay.endReason ?? "transferred",
      agents.join(", "),
      stay.textsIn,
      stay.textsOut,
      stay.segments,
    ]);
  };
}

/** Writes times as `2026-11-23T10:00:00-05:00`. */
function clock(timeZone: string): (at: Date) => string {
  const zone = IANAZone.create(timeZone);
  return (at) => {
    const minutes = zone.offset(at.getTime());
    const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 19);
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    const two = (n: number): string => String(n).padStart(2, "0");
    return `${local}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
  };
}
