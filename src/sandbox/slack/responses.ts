import type { Answer } from "../faults.ts";
import type { Fields } from "../json.ts";
import type { Platform } from "./method.ts";
import { changeMessage, contentOf, postAsBot, showOnlyTo, takeAway } from "./posting.ts";
import type { ResponseTarget } from "./triggers.ts";
import { SlackError } from "./workspace.ts";

/** Something that the app posted to a response_url. */
export interface SlackResponse {
  readonly user: string;
  readonly channel: string;
  readonly body: Fields;
  /** The HTTP status of the answer. */
  readonly status: number;
}

const longestResponse = 40_000;

/**
 * Does what a post to a response_url asks: a new message for the person alone (the default) or for
 * the conversation, or a change or removal of the message that the button was in.
 *
 * @param target undefined when the address is unknown, too old or used up
 */
export function answerResponse(
  platform: Platform,
  target: ResponseTarget | undefined,
  body: Fields,
): Answer {
  if (target === undefined) return { status: 404, body: { ok: false, error: "used_url" } };
  try {
    respond(platform, target, body);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: 400, body: { ok: false, error: error.error, ...error.extra } };
  }
}

function respond(platform: Platform, target: ResponseTarget, body: Fields): void {
  if (body.delete_original === true) {
    removeSource(platform, target);
    return;
  }
  const content = contentOf(platform, body, "a post to a response_url", longestResponse);
  if (body.replace_original === true && target.source !== undefined) {
    replaceSource(platform, target, content);
    return;
  }
  const threadTs = typeof body.thread_ts === "string" ? body.thread_ts : target.threadTs;
  if (body.response_type === "in_channel") {
    postAsBot(platform, target.channel, content, { threadTs });
    return;
  }
  showOnlyTo(platform, target.user, target.channel, content, { threadTs, via: "response_url" });
}

function removeSource(platform: Platform, { channel, source }: ResponseTarget): void {
  if (source === undefined) throw new SlackError("message_not_found");
  if (source.ephemeral) {
    const at = ephemeralAt(platform, source.ts);
    if (at >= 0) platform.workspace.ephemerals.splice(at, 1);
    return;
  }
  const message = platform.workspace.messageAt(channel, source.ts);
  if (message === undefined) throw new SlackError("message_not_found");
  takeAway(platform, message);
}

function replaceSource(
  platform: Platform,
  { channel, source }: ResponseTarget,
  content: { readonly text: string; readonly blocks: readonly Fields[] },
): void {
  if (source === undefined) return;
  const { workspace } = platform;
  if (source.ephemeral) {
    const at = ephemeralAt(platform, source.ts);
    const shown = workspace.ephemerals[at];
    if (shown !== undefined) workspace.ephemerals[at] = { ...shown, ...content };
    return;
  }
  const message = workspace.messageAt(channel, source.ts);
  if (message === undefined) throw new SlackError("message_not_found");
  changeMessage(platform, message, content);
}

function ephemeralAt({ workspace }: Platform, ts: string): number {
  return workspace.ephemerals.findIndex((shown) => shown.ts === ts);
}
