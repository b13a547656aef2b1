import { LINE, PEOPLE, type Texter } from "../cast.ts";
import { fieldsOf, textOf } from "../json.ts";
import type { SlackView } from "../slack/views.ts";
import type { SlackChannel, SlackMessage } from "../slack/workspace.ts";
import type { Stack } from "../stack.ts";
import type {
  Channel,
  Message,
  MessageShortcut,
  PageState,
  Person,
  SlashCommand,
  View,
} from "./model.ts";
import { phonesOf } from "./phones.ts";
import type { Troubles } from "./troubles.ts";

/** What the app has registered with Slack: from manifest.yml. */
export interface Registered {
  readonly commands: readonly SlashCommand[];
  readonly messageShortcuts: readonly MessageShortcut[];
}

/** Warnings of the fakes that the page shows. */
const WARNINGS = 20;

/** Draws everything that there is to see, at this moment. */
export function snapshot(
  stack: Stack,
  texters: readonly Texter[],
  troubles: Troubles,
  registered: Registered,
): PageState {
  const { slack, telnyx, clock } = stack;
  const roles = rolesOf(stack);
  const messages = slack.channels.flatMap(({ id }) => slack.everyMessage(id));
  const humans = slack.users.filter(({ isBot }) => !isBot);
  return {
    aheadMs: clock.ms,
    lines: [LINE],
    phones: phonesOf(texters, telnyx, troubles.withoutReceipt),
    bot: { userId: slack.botUserId, name: "SMS Queues" },
    people: humans.map(
      (user): Person => ({
        id: user.id,
        name: user.displayName,
        role: roles.get(user.id) ?? "member",
        isAdmin: user.isAdmin || user.isOwner,
        deleted: user.deleted,
      }),
    ),
    channels: slack.channels.map((channel) => channelSeen(channel, slack.botUserId)),
    messages: messages.toSorted((a, b) => a.ts.localeCompare(b.ts)).map(messageSeen),
    ephemerals: slack.ephemerals().map(({ channel, ts, threadTs, user, text, blocks }) => ({
      channel,
      ts,
      user,
      text,
      blocks,
      ...(threadTs === undefined ? {} : { threadTs }),
    })),
    modals: humans.flatMap(({ id }) => slack.views(id)).map(viewSeen),
    homes: humans.flatMap(({ id }) => slack.home(id) ?? []).map(viewSeen),
    ...registered,
    troubles: troubles.list(),
    warnings: slack.warnings.slice(-WARNINGS),
  };
}

function rolesOf({ people }: Stack): ReadonlyMap<string, string> {
  return new Map([
    [people.ana, PEOPLE.ana.role],
    [people.ben, PEOPLE.ben.role],
    [people.sue, PEOPLE.sue.role],
    [people.tom, PEOPLE.tom.role],
  ]);
}

function channelSeen(channel: SlackChannel, bot: string): Channel {
  const person = channel.isIm ? [...channel.members].find((id) => id !== bot) : undefined;
  return {
    id: channel.id,
    name: channel.name,
    isPrivate: channel.isPrivate,
    isArchived: channel.isArchived,
    members: [...channel.members],
    ...(person === undefined ? {} : { imOf: person }),
  };
}

function messageSeen(message: SlackMessage): Message {
  return {
    channel: message.channel,
    ts: message.ts,
    broadcast: message.broadcast,
    user: message.user,
    isBot: message.botId !== undefined,
    text: message.text,
    blocks: message.blocks,
    files: message.files.map((file) => ({
      name: file.name,
      contentType: file.mimetype,
      url: `/files/${file.id}`,
      altText: file.altText ?? "",
    })),
    reactions: message.reactions,
    edited: message.edited,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
  };
}

function viewSeen(view: SlackView): View {
  const submit = textOf(fieldsOf(view.given.submit).text);
  const close = textOf(fieldsOf(view.given.close).text);
  return {
    id: view.id,
    hash: view.hash,
    user: view.user,
    title: view.title,
    blocks: view.blocks,
    values: view.values,
    ...(submit === "" ? {} : { submit }),
    ...(close === "" ? {} : { close }),
  };
}
