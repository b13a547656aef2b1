import { isActive, type Member } from "../domain/agent.ts";
import type { PairId, PhoneNumber, UserId } from "../domain/ids.ts";
import { type EffectHandler, effect } from "../lanes/job.ts";
import { allMembers } from "../store/agents.ts";
import { contactNamesOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { markDue, noteDrawn, noteOpened } from "../store/home-viewers.ts";
import { loadPair } from "../store/pairs.ts";
import { listQueues } from "../store/queues.ts";
import { openSessions, type SessionRecord } from "../store/sessions.ts";
import { askStatistics } from "./ask-statistics.ts";
import { isSupervisor } from "./authorise.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueDrawHome, homePayload } from "./jobs.ts";
import type { HomeAgent, HomeSession, HomeView, Wallboard } from "./ports.ts";
import { readStatistics, type StatisticsReport } from "./read-statistics.ts";
import { UPDATE_TIMES } from "./slack-posts.ts";

/** ms for which somebody who opened the home is thought to look at it. */
const LOOKED_AT = 30 * 60_000;
/** ms between two drawings for one person at the least. */
const PACE = 5_000;
/** ms in which the changes of one moment come together. */
const SETTLE = 300;
/** ms after which it is drawn again though nothing has changed. */
const AGEING = 60_000;

/** Somebody has opened the app's home. */
export function openHome(deps: FlowDeps, user: UserId): Promise<void> {
  return deps.db.transaction(async (tx) => {
    await noteOpened(tx, user);
    await enqueueDrawHome(tx, user, tx.now);
  });
}

/**
 * Something that homes show has changed: whoever looks at theirs sees it, at most every five
 * seconds.
 */
export async function redrawHomes(tx: Tx): Promise<void> {
  const since = new Date(tx.now.getTime() - LOOKED_AT);
  for (const { user, drawnAt } of await markDue(tx, since)) {
    const earliest = drawnAt === null ? 0 : drawnAt.getTime() + PACE;
    await enqueueDrawHome(tx, user, new Date(Math.max(tx.now.getTime() + SETTLE, earliest)));
  }
}

/** Draws one person's home from the state of the moment. */
export function drawHome(deps: FlowDeps): EffectHandler {
  return effect(homePayload, UPDATE_TIMES, async (tx, job) => {
    const { user } = job.payload;
    const openedAt = await noteDrawn(tx, user);
    if (openedAt === null) return null;
    const board = await loadBoard(tx);
    const isWatched = tx.now.getTime() - openedAt.getTime() < LOOKED_AT;
    return async () => {
      const supervises = await isSupervisor(deps, user);
      const today = supervises ? await readToday(deps) : null;
      const view: HomeView = {
        drawnAt: tx.now,
        agent: homeAgent(board, user),
        wallboard: supervises ? { ...board, today } : null,
      };
      const outcome = await deps.desk.publishHome(user, view);
      return async (settleTx) => {
        if (outcome.kind === "limited") {
          return { kind: "retry", afterMs: outcome.retryAfterMs, why: "ratelimited" };
        }
        if (isWatched) await drawWhenOlder(settleTx, user);
        return { kind: "done" };
      };
    };
  });
}

/** Null: there are no queues yet. */
async function readToday(deps: FlowDeps): Promise<StatisticsReport | null> {
  const asked = await askStatistics(deps, "today", null);
  return asked.kind === "asked" ? readStatistics(deps, asked) : null;
}

/** Waits grow older though nothing changes; one such drawing a minute, however many changes. */
async function drawWhenOlder(tx: Tx, user: UserId): Promise<void> {
  const minute = Math.floor(tx.now.getTime() / AGEING) + 1;
  await enqueueDrawHome(tx, user, new Date(minute * AGEING), `home:${user}:${minute}`);
}

type Board = Omit<Wallboard, "today">;

async function loadBoard(tx: Tx): Promise<Board> {
  const queues = await listQueues(tx);
  const names = new Map(queues.map(({ id, name }) => [id, name]));
  const sessions = await openSessions(tx);
  const texters = new Map<PairId, PhoneNumber>();
  for (const { session } of sessions) {
    texters.set(session.pair, (await loadPair(tx, session.pair)).texter);
  }
  const contactNames = await contactNamesOf(tx, [...texters.values()]);
  const shown = new Map<SessionRecord, HomeSession>();
  for (const record of sessions) {
    const { id, pair, queue, waitingSince } = record.session;
    const texter = texters.get(pair);
    if (texter === undefined) throw new Error(`no texter of pair ${pair}`);
    shown.set(record, {
      id,
      texter,
      contactName: contactNames.get(texter) ?? null,
      queue: names.get(queue) ?? "",
      since: record.acceptedAt ?? waitingSince,
      thread: record.inviteTs === null ? null : { channel: record.channel, ts: record.inviteTs },
    });
  }
  const inState = (state: "waiting" | "active"): [SessionRecord, HomeSession][] =>
    [...shown].filter(([{ session }]) => session.state === state);
  const members = await allMembers(tx);
  const memberships = queues.flatMap(({ id, name }) =>
    (members.get(id) ?? []).map((member) => ({ queue: name, member })),
  );
  const users = new Set(memberships.map(({ member }) => member.user));
  return {
    queues: queues.map(({ id, name, paused }) => {
      const ofQueue = members.get(id) ?? [];
      return { name, paused, active: ofQueue.filter(isActive).length, agents: ofQueue.length };
    }),
    waiting: inState("waiting")
      .map(([, session]) => session)
      .toSorted((a, b) => a.since.getTime() - b.since.getTime()),
    agents: [...users].map((user) =>
      asAgent(
        user,
        memberships.filter(({ member }) => member.user === user),
        inState("active").flatMap(([{ session }, one]) =>
          session.state === "active" && session.owner === user ? [one] : [],
        ),
      ),
    ),
  };
}

function asAgent(
  user: UserId,
  memberships: readonly { readonly queue: string; readonly member: Member }[],
  sessions: readonly HomeSession[],
): HomeAgent {
  const [first] = memberships;
  return {
    user,
    onDuty: first?.member.onDuty === true && !first.member.deactivated,
    sessions,
    queues: memberships.map(({ queue, member }) => ({ name: queue, max: member.maxSessions })),
  };
}

function homeAgent({ agents }: Board, user: UserId): HomeAgent | null {
  return agents.find((agent) => agent.user === user) ?? null;
}
