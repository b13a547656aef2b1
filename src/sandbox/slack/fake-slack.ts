import type { Faults } from "../faults.ts";
import type { Fields } from "../json.ts";
import type { RateLimits, SlackCall } from "./api.ts";
import type { Delivery } from "./deliver.ts";
import type { FormValues, Submission } from "./forms.ts";
import type { IdOf, PressOptions, PressTarget } from "./interactions.ts";
import type { Said, SayOptions } from "./people.ts";
import type { SlackResponse } from "./responses.ts";
import type { DeliveryResult, RawDelivery } from "./transports.ts";
import type { Timing } from "./triggers.ts";
import type { SlackView } from "./views.ts";
import type {
  NewChannel,
  NewUser,
  SlackChannel,
  SlackEphemeral,
  SlackFile,
  SlackMessage,
  SlackReaction,
  SlackUser,
} from "./workspace.ts";

/** How the fake is set up. */
export interface FakeSlackOptions {
  readonly signingSecret: string;
  /** The token that the app must show, e.g. `xoxb-sandbox`. */
  readonly botToken: string;
  /** For Socket Mode, e.g. `xapp-sandbox`. */
  readonly appToken?: string;
  readonly delivery:
    | { readonly mode: "http"; readonly eventsUrl?: string }
    | { readonly mode: "socket" };
  /** The bot token's scopes. Left out: everything is allowed. */
  readonly scopes?: readonly string[];
  /** 0, the default, for any free one. */
  readonly port?: number;
  readonly timing?: Partial<Timing>;
}

/** A Slack on this machine: what the app talks to, what people do, and what is to be seen. */
export interface FakeSlack {
  /** The root of the Web API, with a slash at the end (`SLACK_API_URL`). */
  readonly apiUrl: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly teamId: string;
  /**
   * Faults strike methods by their names, posts to response_urls as `response_url`, and fetching
   * files as `download`.
   */
  readonly faults: Faults;
  readonly timing: Timing;
  readonly rateLimits: RateLimits;
  /** ms before each retry of an event that was not acknowledged. Default 50, 100, 200. */
  readonly retryPolicy: { delaysMs: readonly number[] };

  /** Where HTTP deliveries go, where that was not known at the start. */
  setEventsUrl(url: string): void;
  addUser(user: NewUser): SlackUser;
  /** Changes a person (`{deleted: true}` deactivates) and tells the app with `user_change`. */
  changeUser(user: IdOf, change: Partial<Omit<SlackUser, "id">>): Promise<SlackUser>;
  addChannel(channel: NewChannel): SlackChannel;
  /** Changes a channel; the app is not told. */
  changeChannel(channel: IdOf, change: Partial<Omit<SlackChannel, "id">>): SlackChannel;
  /** Adds people to a channel; the app is told with `member_joined_channel`. */
  join(user: IdOf, channel: IdOf): Promise<void>;
  /**
   * Takes people out of a channel; the app is told with `member_left_channel`, or where it is the
   * bot that is taken out, with `channel_left` alone.
   */
  leave(user: IdOf, channel: IdOf): Promise<void>;
  /** Archives a channel (`true`) or brings it back, as somebody; the app is told. */
  archive(user: IdOf, channel: IdOf, archived: boolean): Promise<void>;

  /** Says something; resolves when the app has answered the first attempt of the event. */
  say(user: IdOf, channel: IdOf, text: string, options?: SayOptions): Promise<Said>;
  editMessage(user: IdOf, channel: IdOf, ts: string, text: string): Promise<void>;
  /** Deletes a person's own message; admins may delete anybody's. */
  deleteMessage(user: IdOf, channel: IdOf, ts: string): Promise<void>;
  addReaction(user: IdOf, channel: IdOf, ts: string, name: string): Promise<void>;
  press(
    user: IdOf,
    target: PressTarget,
    what: string,
    options?: PressOptions,
  ): Promise<DeliveryResult>;
  command(user: IdOf, channel: IdOf, command: string, text?: string): Promise<DeliveryResult>;
  messageShortcut(
    user: IdOf,
    target: { readonly channel: string; readonly ts: string },
    callbackId: string,
  ): Promise<DeliveryResult>;
  /** A shortcut that is not about a message. */
  shortcut(user: IdOf, callbackId: string): Promise<DeliveryResult>;
  suggest(user: IdOf, view: IdOf, label: string, typed: string): Promise<readonly Fields[]>;
  fill(user: IdOf, view: IdOf, values: FormValues): Promise<SlackView>;
  submit(user: IdOf, view: IdOf, values?: FormValues): Promise<Submission>;
  closeView(user: IdOf, view: IdOf): Promise<void>;
  openHome(user: IdOf): Promise<void>;

  /** Any event, as its inner payload; resolves with the answer to the first attempt. */
  event(
    event: Fields,
    options?: { readonly eventId?: string },
  ): Promise<DeliveryResult & { readonly eventId: string }>;
  redeliver(
    eventId: string,
    retry: { readonly retryNum: number; readonly reason?: string },
  ): Promise<DeliveryResult>;
  /** A request to the events address as given (HTTP mode). */
  deliverRaw(raw: RawDelivery): Promise<DeliveryResult>;
  /** Resolves when no delivery is on its way and no retry is due. */
  idle(): Promise<void>;
  /** Cuts every socket (Socket Mode). */
  dropSockets(): void;
  /** Asks the clients to connect anew (Socket Mode). */
  recycleSockets(): void;
  /** Sockets that take deliveries now. */
  readonly socketCount: number;

  /** What the channel shows, oldest first: no thread replies, unless also sent to the channel. */
  messages(channel: IdOf): readonly SlackMessage[];
  /** Every message of a channel, thread replies as well, oldest first. */
  everyMessage(channel: IdOf): readonly SlackMessage[];
  /** A thread: the parent, then the replies. */
  thread(channel: IdOf, ts: string): readonly SlackMessage[];
  /** The present state of one message. */
  message(channel: IdOf, ts: string): SlackMessage | undefined;
  ephemerals(user?: IdOf): readonly SlackEphemeral[];
  /** A person's ephemeral messages go away, as they do when a client is restarted. */
  dismissEphemerals(user: IdOf): void;
  /** A person's open modals, the topmost last. */
  views(user: IdOf): readonly SlackView[];
  home(user: IdOf): SlackView | undefined;
  reactions(channel: IdOf, ts: string): readonly SlackReaction[];
  visibleText(shown: SlackMessage | SlackEphemeral | SlackView): string;
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
  readonly files: readonly SlackFile[];
  readonly responses: readonly SlackResponse[];
  readonly calls: readonly SlackCall[];
  readonly deliveries: readonly Delivery[];
  /** What the real Slack would frown at, or a test should: posts without text, events given up. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}
