import type { QueueId, SessionId, UserId } from "../../src/domain/ids.ts";
import type { History } from "./histories.ts";

/** SPEC 9 worked out the slow way, from what happened and nothing else. */

export interface Visit {
  readonly session: SessionId;
  readonly queue: QueueId;
  readonly entered: number;
  readonly left: number;
  readonly reason: string;
  readonly accepts: readonly number[];
  readonly hands: readonly { readonly agent: UserId; readonly from: number; readonly to: number }[];
  readonly firstResponse: number | null;
  readonly textsIn: number;
  readonly sent: readonly { readonly author: UserId | null; readonly parts: number }[];
}

/** The visits to queues that are over. */
export function visitsOf({ session, events }: History): Visit[] {
  const lastReopened = events.findLastIndex(({ kind }) => kind === "reopened");
  const ended = events.find((event, i) => event.kind === "ended" && i > lastReopened);
  const entries = events.filter((event) => event.kind === "entered");
  return entries.flatMap(({ queue, at }, i) => {
    const next = entries[i + 1];
    const entered = at.getTime();
    const left = next?.at.getTime() ?? ended?.at.getTime();
    if (left === undefined) return [];
    const until = next?.at.getTime() ?? Number.POSITIVE_INFINITY;
    const during = (time: Date): boolean => time.getTime() >= entered && time.getTime() < until;
    const accepts = events.filter((event) => event.kind === "accepted" && during(event.at));
    const sent = events.flatMap((event) =>
      event.kind === "text_out" && !event.cancelled && during(event.at) ? [event] : [],
    );
    const responses = sent.filter(({ author }) => author !== null);
    return [
      {
        session,
        queue,
        entered,
        left,
        reason: next ? "transferred" : ended?.kind === "ended" ? ended.reason : "",
        accepts: accepts.map((event) => event.at.getTime()),
        hands: accepts.flatMap((event) => {
          const stops = events
            .slice(events.indexOf(event) + 1)
            .find(({ kind }) => kind === "handed_back" || kind === "ended");
          return event.kind === "accepted" && stops
            ? [{ agent: event.agent, from: event.at.getTime(), to: stops.at.getTime() }]
            : [];
        }),
        firstResponse:
          responses.length === 0 ? null : Math.min(...responses.map((r) => r.at.getTime())),
        textsIn: events.filter((event) => event.kind === "text_in" && during(event.at)).length,
        sent: sent.map(({ author, parts }) => ({ author, parts: parts ?? 0 })),
      },
    ];
  });
}

function bySession(visits: readonly Visit[]): Visit[][] {
  const groups = new Map<SessionId, Visit[]>();
  for (const visit of visits)
    groups.set(visit.session, [...(groups.get(visit.session) ?? []), visit]);
  return [...groups.values()];
}

/** Sessions that count in more than one queue. */
export function inSeveralQueues(visits: readonly Visit[]): number {
  return bySession(visits).filter((own) => new Set(own.map(({ queue }) => queue)).size > 1).length;
}

/** The figures of the visits given, each session counted once. */
export function naiveFigures(visits: readonly Visit[]) {
  const sessions = bySession(visits);
  const first = (numbers: readonly number[]): number => Math.min(...numbers);
  const waits = sessions
    .filter((own) => own.some(({ accepts }) => accepts.length > 0))
    .map((own) => first(own.flatMap((v) => v.accepts)) - first(own.map((v) => v.entered)))
    .sort((a, b) => a - b);
  const responses = sessions.flatMap((own) => {
    const times = own.flatMap(({ firstResponse }) => firstResponse ?? []);
    return times.length === 0 ? [] : [first(times) - first(own.map((v) => v.entered))];
  });
  const handled = visits.flatMap(({ hands }) => hands).map(({ from, to }) => to - from);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const mean = (total: number, count: number): number | null => (count ? total / count : null);
  const how = (reason: string): number =>
    sessions.filter((own) => own.some((visit) => visit.reason === reason)).length;
  const p90 = waits[Math.ceil(waits.length * 0.9) - 1];
  return {
    vol: waits.length,
    ahtMs: mean(sum(handled), waits.length),
    offered: sessions.length,
    abandoned: how("abandoned"),
    averageWaitMs: mean(sum(waits), waits.length),
    p90WaitMs: p90 === undefined ? null : Math.round(p90 / 1_000) * 1_000,
    acceptedWithin60s: waits.filter((wait) => wait <= 60_000).length,
    averageFirstResponseMs: mean(sum(responses), responses.length),
    endings: {
      agent: how("agent"),
      texter: how("texter"),
      abandoned: how("abandoned"),
      expired: how("expired"),
      idle: how("idle"),
      no_agents: how("no_agents"),
      opt_out: how("opt_out"),
      supervisor: how("supervisor"),
    },
    transferred: sessions.filter((own) => own.every(({ reason }) => reason === "transferred"))
      .length,
    textsIn: sum(visits.map(({ textsIn }) => textsIn)),
    textsOut: sum(visits.map(({ sent }) => sent.length)),
    segments: sum(visits.flatMap(({ sent }) => sent.map(({ parts }) => parts))),
  };
}

/** What an agent did in the visits given. */
export function naiveAgent(visits: readonly Visit[], agent: UserId) {
  const own = visits.filter(({ hands }) => hands.some((hand) => hand.agent === agent));
  const hands = own.flatMap((visit) => visit.hands.filter((hand) => hand.agent === agent));
  return {
    sessions: new Set(own.map(({ session }) => session)).size,
    handledMs: hands.reduce((sum, { from, to }) => sum + to - from, 0),
    textsOut: own.flatMap(({ sent }) => sent.filter(({ author }) => author === agent)).length,
  };
}
