import type { AddedFault } from "../faults.ts";
import type { FakeSlack } from "../slack/fake-slack.ts";
import { errorObject } from "../telnyx/errors.ts";
import {
  deliveredReceipts,
  failedReceipts,
  type Receipt,
  type TextedMedia,
} from "../telnyx/messages.ts";
import type { FakeTelnyx } from "../telnyx/server.ts";
import type { Trouble } from "./model.ts";

/** ms for which Slack takes nothing more after "too many requests". */
const LIMITED_MS = 10_000;
/** ms by which every other webhook is late while they come out of order. */
const LATE_MS = 3_000;

/** What the drawer for trouble does to the fakes. */
export interface Troubles {
  list(): readonly Trouble[];
  /** @throws Error naming the id when there is no such trouble or choice */
  set(id: string, on: boolean, choice: string | undefined): Promise<void>;
  /** Nobody can do anything in Slack then. */
  slackIsDown(): boolean;
  /** Brings a text to the app, twice or late where that is switched on. */
  text(from: string, line: string, text: string, media: readonly TextedMedia[]): Promise<void>;
  /** Ids of messages that arrived though no receipt will ever say so. */
  readonly withoutReceipt: ReadonlySet<string>;
}

type Once = { readonly choice: string } | null;

/** No trouble yet. */
export function createTroubles(
  slack: FakeSlack,
  telnyx: FakeTelnyx,
  /** An admin of the workspace, who may delete anything. */
  admin: string,
): Troubles {
  const withoutReceipt = new Set<string>();
  let refused: AddedFault | null = null;
  let unanswered: AddedFault | null = null;
  let undelivered: Once = null;
  let loseNextReceipt = false;
  let twice = false;
  let disorder = false;
  let lateIsNext = false;
  let limitedUntil = 0;
  let down: AddedFault | null = null;
  let archived: string | null = null;
  let left: string | null = null;
  let hidden: string | null = null;

  /** Those that are there now; more may come. */
  const channels = (): Trouble["choices"] =>
    slack.channels
      .filter(({ isIm }) => !isIm)
      .map(({ id, name }) => ({ value: id, name: `#${name}` }));
  const armed = (fault: AddedFault | null): boolean => fault !== null && fault.struck === 0;
  const limited = (): boolean => Date.now() < limitedUntil;

  for (const call of ["chat.postMessage", "chat.update", "chat.postEphemeral"]) {
    slack.faults.add({
      call,
      times: Number.POSITIVE_INFINITY,
      match: limited,
      status: 429,
      body: { ok: false, error: "ratelimited" },
      get headers() {
        const seconds = Math.max(1, Math.ceil((limitedUntil - Date.now()) / 1000));
        return { "retry-after": String(seconds) };
      },
    });
  }

  telnyx.receipts = (sms) => {
    if (loseNextReceipt) {
      loseNextReceipt = false;
      withoutReceipt.add(sms.id);
      return [];
    }
    let receipts: readonly Receipt[] = deliveredReceipts;
    if (undelivered !== null) {
      receipts = failedReceipts(undelivered.choice);
      undelivered = null;
    }
    if (disorder) receipts = receipts.toReversed();
    return receipts.map((receipt) => ({ ...receipt, afterMs: 250, times: twice ? 2 : 1 }));
  };

  const trouble: Readonly<
    Record<
      string,
      Omit<Trouble, "id" | "active" | "choices"> & {
        choices: () => Trouble["choices"];
        active: () => boolean;
        set: SetTrouble;
      }
    >
  > = {
    sms_refused: {
      name: "The next SMS is refused",
      explanation:
        "Telnyx refuses the next SMS. The agent sees a warning at the message, with the reason.",
      kind: "once",
      choices: codes(["40001", "40300", "40006"]),
      active: () => armed(refused),
      set(on, choice) {
        refused?.remove();
        refused = on ? telnyx.faults.add({ call: "messages.send", error: choice }) : null;
      },
    },
    sms_undelivered: {
      name: "The next SMS does not arrive",
      explanation: "Telnyx takes the next SMS, and its receipt says later that it did not arrive.",
      kind: "once",
      choices: codes(["40008", "40001"]),
      active: () => undelivered !== null,
      set(on, choice) {
        undelivered = on ? { choice } : null;
      },
    },
    sms_unanswered: {
      name: "The answer to the next SMS is lost",
      explanation:
        "The SMS arrives, but the app's connection to Telnyx is cut before the answer. Nothing is sent twice: the receipt tells, or after 90 s the agent is asked.",
      kind: "once",
      choices: () => [
        { value: "receipt", name: "its receipt comes" },
        { value: "silence", name: "no receipt either" },
      ],
      active: () => armed(unanswered),
      set(on, choice) {
        unanswered?.remove();
        unanswered = on
          ? telnyx.faults.add({ call: "messages.send", cut: true, afterEffect: true })
          : null;
        loseNextReceipt = on && choice === "silence";
      },
    },
    webhooks_twice: {
      name: "Telnyx delivers twice",
      explanation: "Every text and every receipt comes two times. It still counts once.",
      kind: "switch",
      choices: noChoices,
      active: () => twice,
      set(on) {
        twice = on;
      },
    },
    webhooks_out_of_order: {
      name: "Telnyx delivers out of order",
      explanation:
        "Every other text comes 3 s late, after the one that was written later; receipts come the wrong way round.",
      kind: "switch",
      choices: noChoices,
      active: () => disorder,
      set(on) {
        disorder = on;
        lateIsNext = false;
      },
    },
    slack_limited: {
      name: "Slack says: too many requests",
      explanation: "For 10 s Slack takes no posts. They come afterwards, in order.",
      kind: "switch",
      choices: noChoices,
      active: limited,
      set(on) {
        limitedUntil = on ? Date.now() + LIMITED_MS : 0;
      },
    },
    slack_down: {
      name: "Slack is down",
      explanation:
        "Slack answers the app with errors and its connections are cut; nobody can do anything in Slack. Texts are kept, and appear when it is back.",
      kind: "switch",
      choices: noChoices,
      active: () => down !== null,
      set(on) {
        down?.remove();
        down = on ? slack.faults.add(outage) : null;
        if (on) slack.dropSockets();
      },
    },
    channel_archived: {
      name: "A channel is archived",
      explanation:
        "Nobody can post there. Supervisors are told what to do; what waits comes in order when it is back, or in another channel that is chosen in the queue's form.",
      kind: "switch",
      choices: channels,
      active: () => archived !== null,
      async set(on, choice) {
        if (archived !== null) await slack.archive(admin, archived, false);
        archived = on ? choice : null;
        if (on) await slack.archive(admin, choice, true);
      },
    },
    app_removed: {
      name: "The app is removed from a channel",
      explanation: "Somebody takes the app out of a channel; switch this off to invite it again.",
      kind: "switch",
      choices: channels,
      active: () => left !== null,
      async set(on, choice) {
        if (left !== null) await slack.join(slack.botUserId, left);
        left = on ? choice : null;
        if (on) await slack.leave(slack.botUserId, choice);
      },
    },
    channel_private: {
      name: "A channel is made private without the app",
      explanation:
        "For the app the channel is not there any more, until it is invited: switch this off.",
      kind: "switch",
      choices: channels,
      active: () => hidden !== null,
      async set(on, choice) {
        if (hidden !== null) await slack.join(slack.botUserId, hidden);
        hidden = on ? choice : null;
        if (!on) return;
        slack.changeChannel(choice, { isPrivate: true });
        await slack.leave(slack.botUserId, choice);
      },
    },
    invite_deleted: {
      name: "The newest invite is deleted",
      explanation: "An admin deletes the newest message of the app in a channel.",
      kind: "now",
      choices: noChoices,
      active: () => false,
      async set() {
        const invite = slack.channels
          .filter(({ isIm }) => !isIm)
          .flatMap(({ id }) => slack.messages(id))
          .filter(({ botId, threadTs }) => botId !== undefined && threadTs === undefined)
          .toSorted((a, b) => a.ts.localeCompare(b.ts))
          .at(-1);
        if (invite === undefined) throw new Error("There is no invite yet that could be deleted.");
        await slack.deleteMessage(admin, invite.channel, invite.ts);
      },
    },
  };

  return {
    withoutReceipt,
    slackIsDown: () => down !== null,
    list: () =>
      Object.entries(trouble).map(([id, { name, explanation, kind, choices, active }]) => ({
        id,
        name,
        explanation,
        kind,
        choices: choices(),
        active: active(),
      })),
    async set(id, on, choice) {
      const known = trouble[id];
      if (known === undefined) throw new Error(`There is no trouble called "${id}".`);
      const choices = known.choices();
      const chosen = choice ?? choices[0]?.value ?? "";
      if (choices.length > 0 && !choices.some(({ value }) => value === chosen)) {
        throw new Error(`"${known.name}" cannot be had as "${chosen}".`);
      }
      await known.set(on, chosen);
    },
    async text(from, line, text, media) {
      if (disorder) lateIsNext = !lateIsNext;
      await telnyx.text(from, line, text, {
        media,
        times: twice ? 2 : 1,
        afterMs: disorder && lateIsNext ? LATE_MS : 0,
      });
    },
  };
}

type SetTrouble = (on: boolean, choice: string) => void | Promise<void>;

const outage = {
  call: "*",
  times: Number.POSITIVE_INFINITY,
  status: 503,
  body: "<html><body>Slack is having trouble.</body></html>",
};

function codes(list: readonly string[]): () => Trouble["choices"] {
  const choices = list.map((code) => ({ value: code, name: `${code} ${errorObject(code).title}` }));
  return () => choices;
}

function noChoices(): Trouble["choices"] {
  return [];
}
