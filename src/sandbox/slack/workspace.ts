import type { Fields } from "../json.ts";

/** A person, or the bot. */
export interface SlackUser {
  readonly id: string;
  /** The handle, e.g. `ana`. */
  readonly name: string;
  /** What mentions show, e.g. `Ana`. */
  readonly displayName: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  readonly isBot: boolean;
  /** A guest, who sees some channels only. */
  readonly isGuest: boolean;
  readonly deleted: boolean;
  /** Another workspace's, on people who are there by Slack Connect. */
  readonly teamId: string;
}

/** A channel or a direct message conversation with the bot. */
export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isIm: boolean;
  readonly isArchived: boolean;
  /** User ids; the bot's is among them where it is a member. */
  readonly members: ReadonlySet<string>;
}

/** One emoji under a message. */
export interface SlackReaction {
  readonly name: string;
  readonly users: readonly string[];
}

/** A message as the workspace keeps it. `text` and `blocks` are as on the wire (escaped). */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** The parent's ts, on replies only (a parent with replies has none here). */
  readonly threadTs?: string;
  readonly user: string;
  /** Set on the bot's own messages. */
  readonly botId?: string;
  readonly subtype?: string;
  readonly clientMsgId?: string;
  readonly text: string;
  readonly blocks: readonly Fields[];
  readonly files: readonly SlackFile[];
  readonly metadata?: Fields;
  readonly reactions: readonly SlackReaction[];
  readonly edited: boolean;
  /** A reply also shown in the channel. */
  readonly broadcast: boolean;
}

/** A file of the workspace. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly mimetype: string;
  readonly bytes: Buffer;
  readonly altText?: string;
}

/** A message that one person alone sees. */
export interface SlackEphemeral {
  readonly ephemeral: true;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** Who sees it. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Fields[];
  /** How it came: the method, a response_url, or the answer to a slash command. */
  readonly via: "chat.postEphemeral" | "response_url" | "command";
}

/** An error that Slack answers with: `{ok: false, error, …extra}`. */
export class SlackError extends Error {
  readonly error: string;
  readonly extra: Fields;

  constructor(error: string, extra: Fields = {}) {
    super(error);
    this.name = "SlackError";
    this.error = error;
    this.extra = extra;
  }
}

/** Names and ids of the workspace, the app and its bot. */
export interface Identity {
  readonly teamId: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** What is in the workspace: people, channels, messages, files. It knows nothing of any wire. */
export interface Workspace {
  readonly identity: Identity;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  readonly files: Map<string, SlackFile>;
  readonly ephemerals: SlackEphemeral[];
  addUser(user: NewUser): SlackUser;
  addChannel(channel: NewChannel): SlackChannel;
  /** Changes a channel and gives the new one. */
  changeChannel(id: string, change: Partial<Omit<SlackChannel, "id">>): SlackChannel;
  /** The direct message conversation of the bot with a user, opened where there was none. */
  openIm(userId: string): SlackChannel;
  /** A new timestamp, later than all given before: seconds, a dot, six digits. */
  nextTs(): string;
  /** A new id with this prefix, e.g. `F` or `Ev`. */
  nextId(prefix: string): string;
  /** Every message of a channel, replies as well, oldest first. */
  messagesOf(channelId: string): readonly SlackMessage[];
  messageAt(channelId: string, ts: string): SlackMessage | undefined;
  /** The replies to a message, oldest first, without the parent. */
  repliesTo(channelId: string, ts: string): readonly SlackMessage[];
  addMessage(message: Omit<SlackMessage, "ts" | "reactions" | "edited">): SlackMessage;
  /** Puts a changed message in the place of the one with its ts. */
  putMessage(message: SlackMessage): void;
  removeMessage(channelId: string, ts: string): void;
}

export interface NewUser {
  readonly id?: string;
  readonly name: string;
  readonly isAdmin?: boolean;
  readonly isOwner?: boolean;
  readonly isBot?: boolean;
  readonly isGuest?: boolean;
  readonly deleted?: boolean;
  /** Another workspace's. */
  readonly teamId?: string;
}

export interface NewChannel {
  readonly id?: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isIm?: boolean;
  readonly isArchived?: boolean;
  /** User ids. */
  readonly members?: readonly string[];
  /** Default true. */
  readonly botIsMember?: boolean;
}

/** A workspace with nobody in it but the bot. */
export function createWorkspace(): Workspace {
  const identity: Identity = {
    teamId: "T0SANDBOX",
    teamDomain: "sandbox",
    appId: "A0SANDBOX",
    botId: "B0SANDBOX",
    botUserId: "U0SMSBOT0",
  };
  const users = new Map<string, SlackUser>();
  const channels = new Map<string, SlackChannel>();
  const messages = new Map<string, Map<string, SlackMessage>>();
  /** The ts of every reply, by channel and parent. */
  const threads = new Map<string, Set<string>>();
  let lastMicros = 0;
  let ids = 0;

  const freeId = (prefix: string, name: string, taken: (id: string) => boolean): string => {
    const stem = `${prefix}0${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`.slice(0, 11);
    for (let n = 0; ; n += 1) {
      const suffix = n === 0 ? "" : String(n);
      const id = `${stem}${"0".repeat(Math.max(0, 9 - stem.length - suffix.length))}${suffix}`;
      if (!taken(id)) return id;
    }
  };

  const workspace: Workspace = {
    identity,
    users,
    channels,
    files: new Map(),
    ephemerals: [],
    addUser(given) {
      const id = given.id ?? freeId("U", given.name, (candidate) => users.has(candidate));
      const user: SlackUser = {
        id,
        name: given.name.toLowerCase().replaceAll(/\s+/g, "."),
        displayName: given.name,
        isAdmin: given.isAdmin ?? false,
        isOwner: given.isOwner ?? false,
        isBot: given.isBot ?? false,
        isGuest: given.isGuest ?? false,
        teamId: given.teamId ?? identity.teamId,
        deleted: given.deleted ?? false,
      };
      users.set(id, user);
      return user;
    },
    addChannel(given) {
      const id = given.id ?? freeId("C", given.name, (candidate) => channels.has(candidate));
      const members = new Set(given.members ?? []);
      if (given.botIsMember ?? true) members.add(identity.botUserId);
      const channel: SlackChannel = {
        id,
        name: given.name,
        isPrivate: given.isPrivate ?? false,
        isIm: given.isIm ?? false,
        isArchived: given.isArchived ?? false,
        members,
      };
      channels.set(id, channel);
      messages.set(id, new Map());
      return channel;
    },
    changeChannel(id, change) {
      const channel = channels.get(id);
      if (channel === undefined) throw new Error(`No channel ${id} in the fake workspace.`);
      const changed = { ...channel, ...change };
      channels.set(id, changed);
      return changed;
    },
    openIm(userId) {
      const known = [...channels.values()].find(
        (channel) => channel.isIm && channel.members.has(userId),
      );
      return (
        known ??
        workspace.addChannel({
          id: freeId("D", userId.slice(1), (candidate) => channels.has(candidate)),
          name: userId,
          isIm: true,
          members: [userId],
        })
      );
    },
    nextTs() {
      lastMicros = Math.max(Date.now() * 1000, lastMicros + 1);
      const seconds = Math.floor(lastMicros / 1_000_000);
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, "0")}`;
    },
    nextId(prefix) {
      ids += 1;
      return `${prefix}0${ids.toString(36).toUpperCase().padStart(8, "0")}`;
    },
    messagesOf: (channelId) => [...(messages.get(channelId)?.values() ?? [])],
    messageAt: (channelId, ts) => messages.get(channelId)?.get(ts),
    repliesTo: (channelId, ts) =>
      [...(threads.get(`${channelId} ${ts}`) ?? [])].flatMap(
        (reply) => messages.get(channelId)?.get(reply) ?? [],
      ),
    addMessage(given) {
      const message: SlackMessage = {
        ...given,
        ts: workspace.nextTs(),
        reactions: [],
        edited: false,
      };
      workspace.putMessage(message);
      return message;
    },
    putMessage(message) {
      const inChannel = messages.get(message.channel);
      if (inChannel === undefined) throw new Error(`No channel ${message.channel} to post to.`);
      inChannel.set(message.ts, message);
      if (message.threadTs === undefined) return;
      const thread = `${message.channel} ${message.threadTs}`;
      threads.set(thread, (threads.get(thread) ?? new Set()).add(message.ts));
    },
    removeMessage(channelId, ts) {
      const threadTs = messages.get(channelId)?.get(ts)?.threadTs;
      messages.get(channelId)?.delete(ts);
      threads.get(`${channelId} ${threadTs}`)?.delete(ts);
    },
  };
  users.set(identity.botUserId, {
    id: identity.botUserId,
    name: "sms",
    displayName: "SMS",
    isAdmin: false,
    isOwner: false,
    isBot: true,
    isGuest: false,
    teamId: identity.teamId,
    deleted: false,
  });
  return workspace;
}
