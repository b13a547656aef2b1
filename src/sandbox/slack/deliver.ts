import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fields } from "../json.ts";
import type { DeliveryResult, Envelope, Transport } from "./transports.ts";
import type { Workspace } from "./workspace.ts";

/** One attempt to bring something to the app. */
export interface Delivery extends DeliveryResult {
  readonly kind: Envelope["kind"];
  readonly payload: Fields;
  /** Events only. */
  readonly eventId?: string;
  /** 0 for the first attempt. */
  readonly retryNum: number;
}

/** An event on its way: known at once, answered later. */
export interface SentEvent {
  readonly eventId: string;
  /** What came of the first attempt. */
  readonly firstAttempt: Promise<DeliveryResult>;
}

/** Brings things to the app and keeps account of it. */
export interface Deliveries {
  /** Every attempt, in the order of the answers. */
  readonly log: readonly Delivery[];
  /** Delivers an event, and again by the retry policy while it is not acknowledged. */
  sendEvent(event: Fields, options?: { readonly eventId?: string }): SentEvent;
  /**
   * Delivers an event once more, as Slack's retries do.
   *
   * @throws Error when no such event was sent
   */
  redeliver(eventId: string, retry: { retryNum: number; reason?: string }): Promise<DeliveryResult>;
  /** Delivers an interaction or a command: once, never again. */
  sendOnce(kind: "interactive" | "slash_commands", payload: Fields): Promise<DeliveryResult>;
  /** Resolves when nothing is on its way and no retry is due. */
  idle(): Promise<void>;
  /** Gives up what is still to be retried. */
  stop(): Promise<void>;
}

/**
 * Slack retries events at once, after 1 min and after 5 min; here the waits are given.
 *
 * @param retryPolicy ms before each retry; read at each event
 * @param warn told of events that were given up
 */
export function createDeliveries(
  transport: Transport,
  workspace: Workspace,
  retryPolicy: { readonly delaysMs: readonly number[] },
  warn: (warning: string) => void,
): Deliveries {
  const log: Delivery[] = [];
  const sent = new Map<string, Fields>();
  const underWay = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  // Any number of deliveries may wait at once.
  setMaxListeners(0, stopping.signal);

  const track = <T>(work: Promise<T>): Promise<T> => {
    const settled: Promise<unknown> = work.then(
      () => underWay.delete(settled),
      () => underWay.delete(settled),
    );
    underWay.add(settled);
    return work;
  };

  const attempt = async (
    envelope: Envelope,
    eventId?: string,
    retry?: { num: number; reason: string },
  ): Promise<DeliveryResult> => {
    const result = await transport.send(envelope, retry);
    log.push({
      ...result,
      kind: envelope.kind,
      payload: envelope.payload,
      retryNum: retry?.num ?? 0,
      ...(eventId === undefined ? {} : { eventId }),
    });
    return result;
  };

  const retryAfter = async (
    first: Promise<DeliveryResult>,
    payload: Fields,
    eventId: string,
  ): Promise<void> => {
    let result = await first;
    let num = 0;
    for (const delay of retryPolicy.delaysMs) {
      if (result.ok || result.noRetry === true || stopping.signal.aborted) return;
      num += 1;
      try {
        await sleep(delay, undefined, { signal: stopping.signal });
      } catch {
        return;
      }
      const reason = result.reason ?? "unknown_error";
      result = await attempt({ kind: "events_api", payload }, eventId, { num, reason });
    }
    const givenUp = !result.ok && result.noRetry !== true && !stopping.signal.aborted;
    if (givenUp) {
      warn(`event ${eventId} was given up after ${num + 1} attempts: ${result.reason}`);
    }
  };

  return {
    log,
    sendEvent(event, options) {
      const eventId = options?.eventId ?? workspace.nextId("Ev");
      const { identity } = workspace;
      const payload: Fields = {
        token: "sandbox-verification-token",
        team_id: identity.teamId,
        context_team_id: identity.teamId,
        context_enterprise_id: null,
        api_app_id: identity.appId,
        event,
        type: "event_callback",
        event_id: eventId,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: identity.teamId,
            user_id: identity.botUserId,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
        event_context: `4-${eventId}`,
      };
      sent.set(eventId, payload);
      const firstAttempt = track(attempt({ kind: "events_api", payload }, eventId));
      track(retryAfter(firstAttempt, payload, eventId)).catch((error: unknown) => {
        warn(`event ${eventId} could not be delivered: ${String(error)}`);
      });
      return { eventId, firstAttempt };
    },
    redeliver(eventId, { retryNum, reason }) {
      const payload = sent.get(eventId);
      if (payload === undefined) throw new Error(`No event ${eventId} was sent to the app.`);
      const retry = { num: retryNum, reason: reason ?? "http_timeout" };
      return track(attempt({ kind: "events_api", payload }, eventId, retry));
    },
    sendOnce: (kind, payload) => track(attempt({ kind, payload })),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async stop() {
      stopping.abort();
      await transport.close();
    },
  };
}
