import { z } from "zod";
import { numberOfPhone, type Texter } from "../cast.ts";
import type { PressTarget } from "../slack/interactions.ts";
import type { DeliveryResult } from "../slack/transports.ts";
import type { Stack } from "../stack.ts";
import type { Deed, DeedAnswer, PressPlace, UploadedFile } from "./model.ts";
import type { Troubles } from "./troubles.ts";

/** Hours by which the clock may run ahead at most: more is a slip of the hand. */
const MOST_AHEAD_MS = 366 * 24 * 3_600_000;

const files = z
  .array(z.object({ name: z.string(), contentType: z.string(), base64: z.base64() }))
  .exactOptional();
const value = z.union([z.string(), z.array(z.string()), z.null()]);
const place = z.discriminatedUnion("in", [
  z.object({ in: z.literal("message"), channel: z.string(), ts: z.string() }),
  z.object({ in: z.literal("ephemeral"), ts: z.string() }),
  z.object({ in: z.literal("view"), viewId: z.string() }),
]);
const byWhom = { user: z.string() };
const message = { ...byWhom, channel: z.string(), ts: z.string() };

/** Checks what came from the browser. */
export const deedSchema: z.ZodType<Deed> = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("text"),
    from: z.string(),
    line: z.string(),
    text: z.string(),
    files,
  }),
  z.object({ do: z.literal("add_phone"), name: z.string().trim().min(1).max(40) }),
  z.object({
    do: z.literal("say"),
    ...byWhom,
    channel: z.string(),
    text: z.string(),
    threadTs: z.string().exactOptional(),
    broadcast: z.boolean().exactOptional(),
    files,
  }),
  z.object({ do: z.literal("edit"), ...message, text: z.string() }),
  z.object({ do: z.literal("delete"), ...message }),
  z.object({ do: z.literal("react"), ...message, name: z.string() }),
  z.object({ do: z.literal("command"), ...byWhom, channel: z.string(), text: z.string() }),
  z.object({
    do: z.literal("press"),
    ...byWhom,
    place,
    blockId: z.string(),
    actionId: z.string(),
    value: value.exactOptional(),
  }),
  z.object({
    do: z.literal("suggest"),
    ...byWhom,
    viewId: z.string(),
    blockId: z.string(),
    typed: z.string(),
  }),
  z.object({
    do: z.literal("fill"),
    ...byWhom,
    viewId: z.string(),
    values: z.record(z.string(), value),
  }),
  z.object({
    do: z.literal("submit"),
    ...byWhom,
    viewId: z.string(),
    values: z.record(z.string(), value),
  }),
  z.object({ do: z.literal("close"), ...byWhom, viewId: z.string() }),
  z.object({ do: z.literal("open_home"), ...byWhom }),
  z.object({ do: z.literal("message_shortcut"), ...message, callbackId: z.string() }),
  z.object({
    do: z.literal("trouble"),
    id: z.string(),
    on: z.boolean(),
    choice: z.string().exactOptional(),
  }),
  z.object({ do: z.literal("move_clock"), byMs: z.int().positive() }),
]);

const done: DeedAnswer = { ok: true };

/**
 * Does what somebody did on the page to the fakes: nothing here calls the app.
 *
 * @param texters the phones; one may be added
 * @throws Error saying in words what a real phone or Slack would not let happen
 */
export async function perform(
  deed: Deed,
  stack: Stack,
  texters: Texter[],
  troubles: Troubles,
): Promise<DeedAnswer> {
  const { slack } = stack;
  if ("user" in deed && troubles.slackIsDown()) {
    return { ok: false, why: "Slack is down (see Trouble): nobody can do anything in it now." };
  }
  switch (deed.do) {
    case "text": {
      const media = (deed.files ?? []).map(({ contentType, base64 }) => ({
        contentType,
        bytes: Buffer.from(base64, "base64"),
      }));
      await troubles.text(deed.from, deed.line, deed.text, media);
      return done;
    }
    case "add_phone":
      texters.push({ name: deed.name, number: numberOfPhone(texters.length) });
      return done;
    case "say": {
      const { user, channel, text, threadTs, broadcast } = deed;
      await slack.say(user, channel, text, {
        files: (deed.files ?? []).map(posted),
        ...(threadTs === undefined ? {} : { threadTs }),
        ...(broadcast === undefined ? {} : { broadcast }),
      });
      return done;
    }
    case "edit":
      await slack.editMessage(deed.user, deed.channel, deed.ts, deed.text);
      return done;
    case "delete":
      await slack.deleteMessage(deed.user, deed.channel, deed.ts);
      return done;
    case "react":
      await slack.addReaction(deed.user, deed.channel, deed.ts, deed.name);
      return done;
    case "command": {
      const [, name = "", words = ""] = /^(\S+)\s*([^]*)$/.exec(deed.text.trim()) ?? [];
      return answered(name, await slack.command(deed.user, deed.channel, name, words));
    }
    case "press": {
      const { blockId, actionId } = deed;
      const more = deed.value === undefined ? {} : { value: deed.value };
      const target = targetOf(stack, deed.user, deed.place);
      const result = await slack.press(deed.user, target, actionId, { blockId, ...more });
      return answered("The app", result);
    }
    case "suggest": {
      const { user, viewId, blockId, typed } = deed;
      return { ok: true, options: await slack.suggest(user, viewId, blockId, typed) };
    }
    case "fill":
      await slack.fill(deed.user, deed.viewId, deed.values);
      return done;
    case "submit": {
      const { action, errorsByBlock } = await slack.submit(deed.user, deed.viewId, deed.values);
      if (action === "not_acknowledged") return noAnswer("The app");
      return errorsByBlock === undefined ? done : { ok: true, fieldErrors: errorsByBlock };
    }
    case "close":
      await slack.closeView(deed.user, deed.viewId);
      return done;
    case "open_home":
      await slack.openHome(deed.user);
      return done;
    case "message_shortcut": {
      const { user, channel, ts, callbackId } = deed;
      return answered("The app", await slack.messageShortcut(user, { channel, ts }, callbackId));
    }
    case "trouble":
      await troubles.set(deed.id, deed.on, deed.choice);
      return done;
    case "move_clock":
      stack.clock.ms = Math.min(stack.clock.ms + deed.byMs, MOST_AHEAD_MS);
      return done;
    default:
      return deed satisfies never;
  }
}

function posted({ name, contentType, base64 }: UploadedFile) {
  return { name, mimetype: contentType, bytes: Buffer.from(base64, "base64") };
}

function targetOf({ slack }: Stack, user: string, where: PressPlace): PressTarget {
  switch (where.in) {
    case "message":
      return { channel: where.channel, ts: where.ts };
    case "view":
      return { viewId: where.viewId };
    case "ephemeral": {
      const shown = slack.ephemerals(user).find(({ ts }) => ts === where.ts);
      if (shown === undefined) throw new Error("That message is not shown any more.");
      return shown;
    }
    default:
      return where satisfies never;
  }
}

function answered(what: string, result: DeliveryResult): DeedAnswer {
  return result.ok ? done : noAnswer(what);
}

function noAnswer(what: string): DeedAnswer {
  return { ok: false, why: `${what} did not answer in time. Please try again.` };
}
