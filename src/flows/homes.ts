import type { UserId } from "../domain/ids.ts";
import { type EffectHandler, effect } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { lockHomeViewer, markDue, noteDrawn, noteOpened } from "../store/home-viewers.ts";
import { askStatistics } from "./ask-statistics.ts";
import { isSupervisor } from "./authorise.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueDrawHome, homePayload } from "./home-jobs.ts";
import type { HomeView } from "./home-views.ts";
import { readBoard, readOwnHome } from "./read-home.ts";
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

/**
 * Draws one person's home from the state of the moment. Whatever asks for it (a change, an opening,
 * the minute), it is not drawn again too soon, nor for who has not looked at it for long.
 */
export function drawHome(deps: FlowDeps): EffectHandler {
  return effect(homePayload, UPDATE_TIMES, async (tx, job) => {
    const { user } = job.payload;
    const viewer = await lockHomeViewer(tx, user);
    if (viewer === null || tx.now.getTime() - viewer.openedAt.getTime() >= LOOKED_AT) return null;
    const earliest = new Date((viewer.drawnAt?.getTime() ?? 0) + PACE);
    if (tx.now < earliest) {
      await enqueueDrawHome(tx, user, earliest, `home:${user}:after:${earliest.getTime()}`);
      return null;
    }
    await noteDrawn(tx, user);
    return async () => {
      const supervises = await isSupervisor(deps, user);
      const view = await (supervises
        ? readSupervisorsHome(deps, user)
        : readAgentsHome(deps, user));
      const outcome = await deps.desk.publishHome(user, view);
      return async (settleTx) => {
        if (outcome.kind === "limited") {
          return { kind: "retry", afterMs: outcome.retryAfterMs, why: "ratelimited" };
        }
        await drawWhenOlder(settleTx, user);
        return { kind: "done" };
      };
    };
  });
}

function readAgentsHome(deps: FlowDeps, user: UserId): Promise<HomeView> {
  return deps.db.transaction(async (tx) => ({
    drawnAt: tx.now,
    agent: await readOwnHome(tx, user),
    wallboard: null,
  }));
}

async function readSupervisorsHome(deps: FlowDeps, user: UserId): Promise<HomeView> {
  const today = await readToday(deps);
  return deps.db.transaction(async (tx) => {
    const board = await readBoard(tx);
    const agent = board.agents.find((one) => one.user === user) ?? null;
    return { drawnAt: tx.now, agent, wallboard: { ...board, today } };
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
