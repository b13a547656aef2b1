import { type Fields, fieldsOf, isFields } from "../json.ts";
import {
  type IdOf,
  idOf,
  interactionFields,
  person,
  type Reach,
  responseUrl,
} from "./interactions.ts";
import { contentOf, postAsBot, showOnlyTo } from "./posting.ts";
import type { DeliveryResult } from "./transports.ts";
import { viewOnWire } from "./views.ts";
import { escapeText, messageOnWire } from "./wire.ts";
import { type SlackChannel, SlackError, type SlackFile, type SlackMessage } from "./workspace.ts";

/** A file that a person posts. */
export interface PostedFile {
  readonly name: string;
  readonly mimetype: string;
  readonly bytes: Buffer;
}

/** How a person says something. */
export interface SayOptions {
  readonly threadTs?: string;
  /** Such as `me_message`. Files and `broadcast` set their own. */
  readonly subtype?: string;
  /** The rich_text block that Slack's editor adds; left out of the event when not given. */
  readonly blocks?: readonly Fields[];
  readonly files?: readonly PostedFile[];
  /** "Also send to channel". */
  readonly broadcast?: boolean;
  /** The text is already as on the wire: mentions, links and escapes are the caller's. */
  readonly raw?: boolean;
}

/** A message that a person has said. */
export interface Said {
  readonly ts: string;
  /** Of the message event; empty when the app does not see that conversation. */
  readonly event_id: string;
  /** Whether the app acknowledged the event at the first attempt. */
  readonly acked: boolean;
}

/**
 * The channel, if the person may write there.
 *
 * @throws Error when there is none, it is archived, or the person is not in it
 */
function writableChannel({ platform }: Reach, user: string, channel: IdOf): SlackChannel {
  const known = platform.workspace.channels.get(idOf(channel));
  if (known === undefined) throw new Error(`No channel ${idOf(channel)} in the fake workspace.`);
  if (known.isArchived) throw new Error(`#${known.name} is archived: nobody can write there.`);
  if (!known.members.has(user)) throw new Error(`${user} is not a member of #${known.name}.`);
  return known;
}

/** Puts what a person says into the workspace. */
export function addSaid(
  reach: Reach,
  user: IdOf,
  channel: IdOf,
  text: string,
  options: SayOptions,
): SlackMessage {
  const { workspace } = reach.platform;
  const who = person(reach, user);
  const where = writableChannel(reach, who.id, channel);
  const { threadTs } = options;
  if (threadTs !== undefined && workspace.messageAt(where.id, threadTs) === undefined) {
    throw new Error(`No message ${threadTs} in #${where.name} to reply to.`);
  }
  const files = (options.files ?? []).map((given): SlackFile => {
    const file = { id: workspace.nextId("F"), ...given };
    workspace.files.set(file.id, file);
    return file;
  });
  const broadcast = options.broadcast === true && threadTs !== undefined;
  const subtype =
    options.subtype ??
    (files.length > 0 ? "file_share" : broadcast ? "thread_broadcast" : undefined);
  return workspace.addMessage({
    channel: where.id,
    user: who.id,
    clientMsgId: crypto.randomUUID(),
    text: options.raw === true ? text : escapeText(text),
    blocks: options.blocks ?? [],
    files,
    broadcast,
    ...(subtype === undefined ? {} : { subtype }),
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

/**
 * A message of a person.
 *
 * @throws Error when there is none, or it is somebody else's
 */
export function ownMessage(reach: Reach, user: IdOf, channel: IdOf, ts: string): SlackMessage {
  const message = reach.platform.workspace.messageAt(idOf(channel), ts);
  if (message === undefined) throw new Error(`No message ${ts} in ${idOf(channel)}.`);
  if (message.user !== idOf(user)) throw new Error(`Message ${ts} is not ${idOf(user)}'s.`);
  return message;
}

/**
 * A message that a person may delete: their own, or, for admins and owners, anybody's.
 *
 * @throws Error when there is none, or it is not theirs to delete
 */
export function deletableMessage(
  reach: Reach,
  user: IdOf,
  channel: IdOf,
  ts: string,
): SlackMessage {
  const { isAdmin, isOwner } = person(reach, user);
  const message = reach.platform.workspace.messageAt(idOf(channel), ts);
  return message !== undefined && (isAdmin || isOwner)
    ? message
    : ownMessage(reach, user, channel, ts);
}

/**
 * Types a slash command. Its answer, if any, is shown to the person (or to the channel with
 * `response_type: in_channel`).
 *
 * @param command with the slash
 */
export async function command(
  reach: Reach,
  user: IdOf,
  channel: IdOf,
  command: string,
  text: string,
): Promise<DeliveryResult> {
  const { platform, deliveries } = reach;
  const { identity, channels } = platform.workspace;
  const who = person(reach, user);
  const where = channels.get(idOf(channel));
  if (where === undefined) throw new Error(`No channel ${idOf(channel)} in the fake workspace.`);
  const result = await deliveries.sendOnce("slash_commands", {
    token: "sandbox-verification-token",
    team_id: identity.teamId,
    team_domain: identity.teamDomain,
    channel_id: where.id,
    channel_name: where.isIm ? "directmessage" : where.name,
    user_id: who.id,
    user_name: who.name,
    command,
    text,
    api_app_id: identity.appId,
    is_enterprise_install: "false",
    response_url: responseUrl(reach, { user: who.id, channel: where.id }),
    trigger_id: platform.triggers.newTrigger(who.id),
  });
  if (result.ok) showAnswer(reach, who.id, where.id, command, result.body);
  return result;
}

function showAnswer(
  { platform }: Reach,
  user: string,
  channel: string,
  command: string,
  body: unknown,
): void {
  const answer: Fields = isFields(body) ? body : { text: body };
  if (answer.text === undefined && answer.blocks === undefined) return;
  if (answer.text === "" && answer.blocks === undefined) return;
  try {
    const content = contentOf(platform, answer, `the answer to ${command}`, 40_000);
    if (answer.response_type === "in_channel") postAsBot(platform, channel, content, {});
    else showOnlyTo(platform, user, channel, content, { via: "command" });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const why = JSON.stringify(fieldsOf(error.extra).errors ?? "");
    platform.warn(`the answer to ${command} is refused: ${error.error} ${why}`);
  }
}

/** Picks a shortcut from a message's menu. */
export function messageShortcut(
  reach: Reach,
  user: IdOf,
  target: { readonly channel: string; readonly ts: string },
  callbackId: string,
): Promise<DeliveryResult> {
  const { platform, deliveries } = reach;
  const who = person(reach, user);
  const message = platform.workspace.messageAt(target.channel, target.ts);
  const channel = platform.workspace.channels.get(target.channel);
  if (message === undefined || channel === undefined) {
    throw new Error(`No message ${target.ts} in ${target.channel}.`);
  }
  return deliveries.sendOnce("interactive", {
    type: "message_action",
    callback_id: callbackId,
    ...interactionFields(reach, who),
    action_ts: platform.workspace.nextTs(),
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.isIm ? "directmessage" : channel.name },
    message: messageOnWire(message, platform.workspace, platform.origin, true),
    response_url: responseUrl(reach, {
      user: who.id,
      channel: channel.id,
      source: { ts: message.ts, ephemeral: false },
      ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    }),
  });
}

/** Picks a shortcut from the menu that is everywhere. */
export function shortcut(reach: Reach, user: IdOf, callbackId: string): Promise<DeliveryResult> {
  return reach.deliveries.sendOnce("interactive", {
    type: "shortcut",
    callback_id: callbackId,
    ...interactionFields(reach, person(reach, user)),
    action_ts: reach.platform.workspace.nextTs(),
  });
}

/** The `app_home_opened` event of a person who looks at the app's home. */
export function homeOpened({ platform }: Reach, user: string): Fields {
  const view = platform.views.home(user);
  return {
    type: "app_home_opened",
    user,
    channel: platform.workspace.openIm(user).id,
    tab: "home",
    event_ts: platform.workspace.nextTs(),
    ...(view === undefined ? {} : { view: viewOnWire(view, platform.workspace) }),
  };
}
