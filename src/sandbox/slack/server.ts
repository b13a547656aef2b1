import { setMaxListeners } from "node:events";
import { createFaults } from "../faults.ts";
import { listenOnLoopback } from "../http.ts";
import { createApi, type RateLimits, type SlackCall } from "./api.ts";
import { createDeliveries, type SentEvent } from "./deliver.ts";
import { createEvents } from "./events.ts";
import type { FakeSlack, FakeSlackOptions } from "./fake-slack.ts";
import { closeView, fill, submit, suggest } from "./forms.ts";
import { type IdOf, idOf, press, type Reach } from "./interactions.ts";
import { type Platform, scopeByChannel } from "./method.ts";
import { react } from "./methods-people.ts";
import {
  addSaid,
  command,
  deletableMessage,
  homeOpened,
  messageShortcut,
  ownMessage,
  shortcut,
} from "./people.ts";
import { takeAway } from "./posting.ts";
import type { SlackResponse } from "./responses.ts";
import { createHttpTransport, createSocketTransport } from "./transports.ts";
import { createTriggers, type Timing } from "./triggers.ts";
import { createViews } from "./views.ts";
import { visibleText } from "./visible.ts";
import { escapeText, userOnWire } from "./wire.ts";
import { createWorkspace } from "./workspace.ts";

/**
 * Starts a fake Slack on 127.0.0.1. It speaks Slack's wires only (Web API, Events API, Socket Mode,
 * interactivity, slash commands, response_url) and knows nothing of the app.
 */
export async function startFakeSlack(options: FakeSlackOptions): Promise<FakeSlack> {
  const timing: Timing = {
    ackMs: 3_000,
    triggerMs: 3_000,
    responseUrlMs: 30 * 60_000,
    responseUrlUses: 5,
    socketWaitMs: 8_000,
    ...options.timing,
  };
  const rateLimits: RateLimits = { enabled: false, perChannelMs: 1_000 };
  const retryPolicy: FakeSlack["retryPolicy"] = { delaysMs: [50, 100, 200] };
  const calls: SlackCall[] = [];
  const responses: SlackResponse[] = [];
  const warnings: string[] = [];
  const faults = createFaults();
  const closing = new AbortController();
  // Any number of deliveries may wait at once.
  setMaxListeners(0, closing.signal);
  const workspace = createWorkspace();
  const { identity } = workspace;
  const views = createViews(workspace);
  const warn = (warning: string): void => {
    warnings.push(warning);
  };

  // The server listens before the rest is built, since the rest needs to know the port.
  let api: ReturnType<typeof createApi> | undefined;
  const server = await listenOnLoopback(async (req, res) => api?.(req, res), options.port ?? 0);
  const { origin } = server;

  const { delivery } = options;
  let eventsUrl = delivery.mode === "http" ? delivery.eventsUrl : undefined;
  const http = createHttpTransport(
    options.signingSecret,
    () => eventsUrl,
    () => timing.ackMs,
  );
  const socket =
    delivery.mode === "socket"
      ? createSocketTransport(server.server, origin.replace("http", "ws"), timing)
      : undefined;
  const transport = socket ?? http;
  const deliveries = createDeliveries(transport, workspace, retryPolicy, warn);

  /** Tells the app, if it sees that conversation. */
  const tell = (channelId: string, event: Parameters<Platform["tell"]>[1]) => {
    const channel = workspace.channels.get(channelId);
    if (channel?.members.has(identity.botUserId) !== true) return undefined;
    const needed = scopeByChannel("history")(channel);
    if (event.type === "message" && options.scopes?.includes(needed) === false) return undefined;
    return deliveries.sendEvent(event);
  };
  const platform: Platform = {
    workspace,
    views,
    triggers: createTriggers(workspace, timing),
    events: createEvents(workspace, origin),
    origin,
    scopes: options.scopes,
    tell,
    warn,
    openSocketUrl: socket === undefined ? undefined : () => socket.openUrl(),
  };
  api = createApi({
    platform,
    faults,
    rateLimits,
    tokens: { bot: options.botToken, app: options.appToken },
    calls,
    responses,
    closing: closing.signal,
  });
  const reach: Reach = { platform, deliveries };

  /** Waits for the first attempt, unless nobody is there: retries then go on by themselves. */
  const firstAnswer = async (sent: SentEvent | undefined): Promise<boolean> =>
    sent !== undefined && transport.ready() && (await sent.firstAttempt).ok;

  const channelOf = (channel: IdOf) => {
    const known = workspace.channels.get(idOf(channel));
    if (known === undefined) throw new Error(`No channel ${idOf(channel)} in the fake workspace.`);
    return known;
  };

  return {
    apiUrl: `${origin}/api/`,
    botUserId: identity.botUserId,
    botId: identity.botId,
    teamId: identity.teamId,
    faults,
    timing,
    rateLimits,
    retryPolicy,
    calls,
    responses,
    warnings,
    deliveries: deliveries.log,

    setEventsUrl(url) {
      eventsUrl = url;
    },
    addUser: (user) => workspace.addUser(user),
    async changeUser(user, change) {
      const before = workspace.users.get(idOf(user));
      if (before === undefined) throw new Error(`No user ${idOf(user)} in the fake workspace.`);
      const changed = { ...before, ...change };
      workspace.users.set(changed.id, changed);
      const event = { type: "user_change", user: userOnWire(changed, workspace) };
      await firstAnswer(deliveries.sendEvent({ ...event, event_ts: workspace.nextTs() }));
      return changed;
    },
    addChannel: (channel) => workspace.addChannel(channel),
    changeChannel: (channel, change) => workspace.changeChannel(idOf(channel), change),
    async join(user, channel) {
      const before = channelOf(channel);
      const members = new Set([...before.members, idOf(user)]);
      const changed = workspace.changeChannel(before.id, { members });
      await firstAnswer(
        tell(changed.id, platform.events.membership("joined", idOf(user), changed)),
      );
    },
    async leave(user, channel) {
      const before = channelOf(channel);
      const members = new Set([...before.members].filter((id) => id !== idOf(user)));
      const told = tell(
        before.id,
        idOf(user) === identity.botUserId
          ? platform.events.channelChange("left", idOf(user), before)
          : platform.events.membership("left", idOf(user), before),
      );
      workspace.changeChannel(before.id, { members });
      await firstAnswer(told);
    },
    async archive(user, channel, archived) {
      const changed = workspace.changeChannel(channelOf(channel).id, { isArchived: archived });
      const what = archived ? "archive" : "unarchive";
      await firstAnswer(tell(changed.id, platform.events.channelChange(what, idOf(user), changed)));
    },

    async say(user, channel, text, sayOptions = {}) {
      const message = addSaid(reach, user, channel, text, sayOptions);
      const sent = tell(message.channel, platform.events.posted(message));
      const acked = await firstAnswer(sent);
      return { ts: message.ts, event_id: sent?.eventId ?? "", acked };
    },
    async editMessage(user, channel, ts, text) {
      const message = ownMessage(reach, user, channel, ts);
      const changed = { ...message, text: escapeText(text), blocks: [], edited: true };
      workspace.putMessage(changed);
      await firstAnswer(tell(message.channel, platform.events.changed(message, changed)));
    },
    async deleteMessage(user, channel, ts) {
      await firstAnswer(takeAway(platform, deletableMessage(reach, user, channel, ts)));
    },
    async addReaction(user, channel, ts, name) {
      const where = { channel: idOf(channel), timestamp: ts, name };
      await firstAnswer(react(platform, where, idOf(user), "added"));
    },
    press: (user, target, what, pressOptions) => press(reach, user, target, what, pressOptions),
    command: (user, channel, name, text = "") => command(reach, user, channel, name, text),
    messageShortcut: (user, target, callbackId) => messageShortcut(reach, user, target, callbackId),
    shortcut: (user, callbackId) => shortcut(reach, user, callbackId),
    suggest: (user, view, label, typed) => suggest(reach, user, view, label, typed),
    fill: (user, view, values) => fill(reach, user, view, values),
    submit: (user, view, values = {}) => submit(reach, user, view, values),
    closeView: (user, view) => closeView(reach, user, view),
    async openHome(user) {
      await firstAnswer(deliveries.sendEvent(homeOpened(reach, idOf(user))));
    },

    async event(event, eventOptions) {
      const sent = deliveries.sendEvent(event, eventOptions);
      return { ...(await sent.firstAttempt), eventId: sent.eventId };
    },
    redeliver: (eventId, retry) => deliveries.redeliver(eventId, retry),
    deliverRaw: (raw) => http.sendRaw(raw),
    idle: () => deliveries.idle(),
    dropSockets: () => socket?.drop(),
    recycleSockets: () => socket?.recycle(),
    get socketCount() {
      return socket?.connections ?? 0;
    },

    messages: (channel) =>
      workspace
        .messagesOf(channelOf(channel).id)
        .filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast),
    everyMessage: (channel) => workspace.messagesOf(channelOf(channel).id),
    thread(channel, ts) {
      const parent = workspace.messageAt(channelOf(channel).id, ts);
      if (parent === undefined) throw new Error(`No message ${ts} in ${idOf(channel)}.`);
      return [parent, ...workspace.repliesTo(parent.channel, ts)];
    },
    message: (channel, ts) => workspace.messageAt(channelOf(channel).id, ts),
    ephemerals: (user) =>
      workspace.ephemerals.filter((shown) => user === undefined || shown.user === idOf(user)),
    dismissEphemerals(user) {
      const kept = workspace.ephemerals.filter((shown) => shown.user !== idOf(user));
      workspace.ephemerals.splice(0, Number.POSITIVE_INFINITY, ...kept);
    },
    views: (user) => views.stack(idOf(user)),
    home: (user) => views.home(idOf(user)),
    reactions: (channel, ts) => workspace.messageAt(channelOf(channel).id, ts)?.reactions ?? [],
    visibleText: (shown) => visibleText(shown, workspace),
    get users() {
      return [...workspace.users.values()];
    },
    get channels() {
      return [...workspace.channels.values()];
    },
    get files() {
      return [...workspace.files.values()];
    },
    async close() {
      closing.abort();
      await deliveries.stop();
      await server.close();
    },
  };
}
