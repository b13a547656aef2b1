import {
  channelId,
  messageTs,
  phoneNumber,
  type QueueId,
  type SessionId,
  type UserId,
} from "../../src/domain/ids.ts";
import { END_REASONS, type EndReason } from "../../src/domain/session.ts";
import type { Database, Tx } from "../../src/store/database.ts";
import { returnToWaiting } from "../../src/store/hand-back.ts";
import { insertInboundText } from "../../src/store/inbound-texts.ts";
import { insertOutboundText, setDelivery } from "../../src/store/outbound-texts.ts";
import { lockPairOfText } from "../../src/store/pairs.ts";
import { returnToActive } from "../../src/store/reopenings.ts";
import {
  activateSession,
  changeOwner,
  finishSession,
  insertWaitingSession,
} from "../../src/store/sessions.ts";

/** Made-up histories of sessions, lived through on a real database, and told again as they were. */

export type Event =
  | { readonly kind: "entered"; readonly at: Date; readonly queue: QueueId }
  | { readonly kind: "accepted"; readonly at: Date; readonly agent: UserId }
  | { readonly kind: "handed_back" | "reopened"; readonly at: Date }
  | { readonly kind: "ended"; readonly at: Date; readonly reason: EndReason }
  | { readonly kind: "text_in"; readonly at: Date }
  | {
      readonly kind: "text_out";
      readonly at: Date;
      readonly author: UserId | null;
      readonly parts: number | null;
      readonly cancelled: boolean;
    };

export interface History {
  readonly session: SessionId;
  readonly events: readonly Event[];
}

/** Numbers from 0 up to `below`. */
export type Dice = (below: number) => number;

/** Throws that come again with the same seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

export interface Scene {
  readonly db: Database;
  readonly queues: readonly QueueId[];
  readonly agents: readonly UserId[];
}

/**
 * Lives through one session that begins at about this time; some are reopened, even twice, and some
 * are still open at the end.
 */
export async function liveThrough(
  scene: Scene,
  number: number,
  begins: number,
  throws: Dice,
): Promise<History> {
  const life = new Life(scene, number, begins, throws);
  await life.begin();
  await life.goOn(throws(10));
  if (throws(10) > 0) await life.end();
  while (throws(8) === 0 && (await life.reopen())) {
    await life.goOn(throws(5));
    if (throws(4) > 0) await life.end();
  }
  return life.told();
}

/** A text that no session came of. */
export interface Refusal {
  readonly queue: QueueId;
  readonly at: Date;
  readonly outcome: "no_agents" | "unkeyed";
}

/** Texts one of the queues at about this time, and is refused. */
export function beRefused(
  { db, queues }: Scene,
  number: number,
  at: number,
  throws: Dice,
): Promise<Refusal> {
  const queue = queues[throws(queues.length)];
  if (queue === undefined) throw new Error("no queues");
  const outcome = throws(2) === 0 ? "no_agents" : "unkeyed";
  db.clockOffset.ms = at - Date.now();
  return db.transaction(async (tx) => {
    await insertInboundText(tx, {
      providerId: `refused-${number}`,
      pair: null,
      session: null,
      line: "+15550100001",
      sender: "+15557770001",
      text: "hello",
      media: [],
      carrierAt: tx.now,
      outcome,
      specRow: outcome === "no_agents" ? 12 : 15,
      explanation:
        outcome === "no_agents"
          ? { candidates: [{ queue }], askingQueue: null }
          : { candidates: [], askingQueue: queue },
    });
    return { queue, at: tx.now, outcome };
  });
}

class Life {
  private readonly events: Event[] = [];
  private state: "waiting" | "active" | "ended" = "waiting";
  private owner: UserId | null = null;
  private id: SessionId | null = null;
  private pair: Awaited<ReturnType<typeof lockPairOfText>> | null = null;
  private readonly scene: Scene;
  private readonly number: number;
  private clock: number;
  private readonly throws: Dice;

  constructor(scene: Scene, number: number, begins: number, throws: Dice) {
    this.scene = scene;
    this.number = number;
    this.clock = begins;
    this.throws = throws;
  }

  /** The next thing happens a while later: at once, after minutes, or after a day and a night. */
  private async at<Result>(body: (tx: Tx) => Promise<Result>): Promise<Result> {
    const soon = this.throws(6) === 0 ? 1 : 1 + this.throws(200_000);
    this.clock += this.throws(30) === 0 ? soon + this.throws(30 * 3_600_000) : soon;
    this.scene.db.clockOffset.ms = this.clock - Date.now();
    return this.scene.db.transaction(async (tx) => {
      // Real time has gone on since, too; no two steps are at the same moment.
      this.clock = Math.max(this.clock, tx.now.getTime());
      return body(tx);
    });
  }

  private pick<One>(all: readonly One[]): One {
    const one = all[this.throws(all.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  }

  private session(): SessionId {
    if (!this.id) throw new Error("not begun");
    return this.id;
  }

  async begin(): Promise<void> {
    const queue = this.pick(this.scene.queues);
    await this.at(async (tx) => {
      this.pair = await lockPairOfText(tx, {
        line: phoneNumber("+15550100001"),
        texter: phoneNumber(`+1555${String(1_000_000 + this.number)}`),
        messagingProfile: null,
        defaultProfile: "",
      });
      this.id = await insertWaitingSession(tx, {
        pair: this.pair.id,
        queue,
        channel: channelId("C0SUPPORT"),
        allBusy: false,
        previous: null,
      });
      this.events.push({ kind: "entered", at: tx.now, queue });
      await this.textIn(tx);
    });
  }

  async goOn(steps: number): Promise<void> {
    for (let i = 0; i < steps; i += 1) await this.step();
  }

  private async step(): Promise<void> {
    const what = this.throws(11);
    if (what < 2) return this.at((tx) => this.textIn(tx));
    if (this.state === "waiting") return what < 3 ? this.toOtherQueue(null) : this.accept();
    if (what < 6) return this.textOut();
    if (what < 7) return this.handBack();
    if (what < 9) return this.toOtherAgent();
    return this.toOtherQueue(what < 10 ? this.pick(this.scene.agents) : null);
  }

  private async accept(): Promise<void> {
    const agent = this.pick(this.scene.agents);
    await this.at(async (tx) => {
      await activateSession(tx, this.session(), {
        owner: agent,
        at: messageTs("1.000001"),
        assignedBy: null,
      });
      this.events.push({ kind: "accepted", at: tx.now, agent });
    });
    this.owner = agent;
    this.state = "active";
  }

  private async handBack(): Promise<void> {
    await this.at(async (tx) => {
      await returnToWaiting(tx, this.session(), null);
      this.events.push({ kind: "handed_back", at: tx.now });
    });
    this.owner = null;
    this.state = "waiting";
  }

  /** One owner goes and the other comes at the same moment. */
  private async toOtherAgent(): Promise<void> {
    const agent = this.pick(this.scene.agents);
    await this.at(async (tx) => {
      await changeOwner(tx, this.session(), { owner: agent, at: messageTs("1.000001") });
      this.events.push({ kind: "handed_back", at: tx.now });
      this.events.push({ kind: "accepted", at: tx.now, agent });
    });
    this.owner = agent;
  }

  /** @param agent who accepts it there at the same moment; null: it waits there */
  private async toOtherQueue(agent: UserId | null): Promise<void> {
    const queue = this.pick(this.scene.queues);
    await this.at(async (tx) => {
      await returnToWaiting(tx, this.session(), null);
      await tx.sql("sessions").where({ id: this.session() }).update({ queue_id: queue });
      const now = this.events.findLast((event) => event.kind === "entered");
      this.events.push({ kind: "handed_back", at: tx.now });
      if (now?.kind === "entered" && now.queue !== queue) {
        this.events.push({ kind: "entered", at: tx.now, queue });
      }
      if (agent === null) return;
      const at = messageTs("1.000001");
      await activateSession(tx, this.session(), { owner: agent, at, assignedBy: null });
      this.events.push({ kind: "accepted", at: tx.now, agent });
    });
    this.owner = agent;
    this.state = agent === null ? "waiting" : "active";
  }

  async end(): Promise<void> {
    const reason = this.pick(END_REASONS);
    await this.at(async (tx) => {
      await finishSession(tx, this.session(), reason, null);
      this.events.push({ kind: "ended", at: tx.now, reason });
    });
    this.state = "ended";
    // The closing text is counted by Telnyx when the session is over already.
    if (this.throws(2) === 0) await this.textOut();
    // "Thanks!" is shown in the ended thread.
    if (this.throws(8) === 0) await this.at((tx) => this.textIn(tx));
  }

  /** @returns false where a session can't be reopened */
  async reopen(): Promise<boolean> {
    const end = this.events.findLast((event) => event.kind === "ended");
    const wasAccepted = this.events.some(({ kind }) => kind === "accepted");
    if (this.state !== "ended" || end?.reason === "opt_out" || !wasAccepted) return false;
    const agent = this.pick(this.scene.agents);
    await this.at(async (tx) => {
      await returnToActive(tx, this.session(), { owner: agent, at: messageTs("1.000001") });
      this.events.push({ kind: "reopened", at: tx.now });
      this.events.push({ kind: "accepted", at: tx.now, agent });
    });
    this.owner = agent;
    this.state = "active";
    return true;
  }

  private async textIn(tx: Tx): Promise<void> {
    await insertInboundText(tx, {
      providerId: `${this.number}-${this.events.length}-${tx.now.getTime()}`,
      pair: this.pair?.id ?? null,
      session: this.session(),
      line: "+15550100001",
      sender: "+15557770001",
      text: "hello",
      media: [],
      carrierAt: tx.now,
      outcome: this.state === "ended" ? "unkeyed" : "relayed",
      specRow: this.state === "ended" ? 15 : 8,
      explanation: { askingQueue: this.scene.queues[0] ?? null },
    });
    this.events.push({ kind: "text_in", at: tx.now });
  }

  private async textOut(): Promise<void> {
    const { pair, owner } = this;
    if (!pair) throw new Error("not begun");
    const author = this.state === "active" && this.throws(3) > 0 ? owner : null;
    const fate = this.throws(5);
    const { id, at } = await this.at(async (tx) => ({
      at: tx.now,
      id: await insertOutboundText(tx, {
        pair: pair.id,
        session: this.session(),
        kind: author === null ? "termination" : "agent",
        author,
        text: "hi",
        form: null,
      }),
    }));
    const parts = fate < 3 ? fate + 1 : null;
    if (fate < 4) {
      await this.at((tx) =>
        setDelivery(tx, id, fate < 3 ? { state: "accepted", parts } : { state: "cancelled" }),
      );
    }
    this.events.push({ kind: "text_out", at, author, parts, cancelled: fate === 3 });
  }

  told(): History {
    return { session: this.session(), events: this.events };
  }
}
