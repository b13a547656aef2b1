/**
 * Branded identifiers: a string that has been checked to be what its name says. A `PhoneNumber`
 * can't be passed where a `ChannelId` is wanted, and a raw string from the wire can't be passed
 * anywhere before one of the constructors below has looked at it.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A phone number in E.164: `+`, then 7 to 15 digits, the first not 0. */
export type PhoneNumber = Branded<"PhoneNumber">;
/** A Slack user: `U…` or `W…`. An agent or a supervisor is known by nothing else. */
export type UserId = Branded<"UserId">;
/**
 * A Slack conversation: a channel, `C…` (private ones of old: `G…`), or a direct message with the
 * app, `D…`. Queues are in channels alone.
 */
export type ChannelId = Branded<"ChannelId">;
/** A Slack message's time stamp, its name inside a channel: `1699999999.000100`. */
export type MessageTs = Branded<"MessageTs">;
/** Our own ids: UUIDs. */
export type QueueId = Branded<"QueueId">;
export type SessionId = Branded<"SessionId">;
export type PairId = Branded<"PairId">;
export type MessageId = Branded<"MessageId">;
export type ReplyId = Branded<"ReplyId">;
export type WarningId = Branded<"WarningId">;
export type OfferId = Branded<"OfferId">;

/** A value from outside broke the rule for its kind of identifier. */
export class InvalidIdError extends Error {
  override readonly name = "InvalidIdError";
}

const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;
const USER_ID = /^[UW][A-Z0-9]{1,30}$/;
const CHANNEL_ID = /^[CDG][A-Z0-9]{1,30}$/;
const MESSAGE_TS = /^\d{1,12}\.\d{1,9}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a phone number in E.164 as it stands (no blanks, no dashes). */
export function isPhoneNumber(text: string): text is PhoneNumber {
  return PHONE_NUMBER.test(text);
}

/** Whether the text is a Slack user id. */
export function isUserId(text: string): text is UserId {
  return USER_ID.test(text);
}

/** Whether the text is a Slack channel id. */
export function isChannelId(text: string): text is ChannelId {
  return CHANNEL_ID.test(text);
}

/** Whether the text is a Slack message's time stamp. */
export function isMessageTs(text: string): text is MessageTs {
  return MESSAGE_TS.test(text);
}

/** Whether the text is the id of a queue. */
export function isQueueId(text: string): text is QueueId {
  return isUuid<QueueId>(text);
}

function isUuid<Id extends Branded<string>>(text: string): text is Id {
  return UUID.test(text);
}

/** @throws InvalidIdError; the number itself is not in the message, since messages reach logs. */
export function phoneNumber(text: string): PhoneNumber {
  if (isPhoneNumber(text)) return text;
  throw new InvalidIdError("not a phone number in E.164 form (like +15550100001)");
}

/** @throws InvalidIdError */
export function userId(text: string): UserId {
  if (isUserId(text)) return text;
  throw new InvalidIdError(`"${text}" is not a Slack user id (U… or W…)`);
}

/** @throws InvalidIdError */
export function channelId(text: string): ChannelId {
  if (isChannelId(text)) return text;
  throw new InvalidIdError(`"${text}" is not a Slack channel id (C…, G… or D…)`);
}

/** @throws InvalidIdError */
export function messageTs(text: string): MessageTs {
  if (isMessageTs(text)) return text;
  throw new InvalidIdError(`"${text}" is not a Slack time stamp (like 1699999999.000100)`);
}

function uuid<Id extends Branded<string>>(text: string, kind: string): Id {
  if (isUuid<Id>(text)) return text;
  throw new InvalidIdError(`"${text}" is not a ${kind} id (a UUID)`);
}

/** @throws InvalidIdError */
export const queueId = (text: string): QueueId => uuid<QueueId>(text, "queue");
/** @throws InvalidIdError */
export const sessionId = (text: string): SessionId => uuid<SessionId>(text, "session");
/** @throws InvalidIdError */
export const pairId = (text: string): PairId => uuid<PairId>(text, "pair");
/** @throws InvalidIdError */
export const messageId = (text: string): MessageId => uuid<MessageId>(text, "message");
/** @throws InvalidIdError */
export const replyId = (text: string): ReplyId => uuid<ReplyId>(text, "reply");
/** @throws InvalidIdError */
export const warningId = (text: string): WarningId => uuid<WarningId>(text, "warning");
/** @throws InvalidIdError */
export const offerId = (text: string): OfferId => uuid<OfferId>(text, "offer");
