import type { Channel, PageState, Person, Phone } from "../model.ts";
import { threadKey, threadsOf } from "./threads.ts";
import { markSeen, type ThreadAt, type Ui } from "./ui.ts";
import { channelsOf, directMessagesOf } from "./viewer.ts";

/** What was there before the page was opened is no news. */
const BEFORE = "before";

/** Takes everything that a first state holds as seen. */
export function beginSeen(page: PageState): void {
  const newest = [...page.messages, ...page.ephemerals]
    .map(({ ts }) => ts)
    .toSorted()
    .at(-1);
  const bubbles = page.phones.flatMap((phone) => phone.bubbles.map(({ at }) => String(at)));
  markSeen({ [BEFORE]: newest ?? "", [`phone ${BEFORE}`]: bubbles.toSorted().at(-1) ?? "" });
}

/** The name under which the newest thing seen in a channel or thread is remembered. */
export function seenKey(person: Person, channel: string, thread?: string): string {
  const where = thread === undefined ? channel : threadKey({ channel, ts: thread });
  return `${person.id} ${where}`;
}

export function phoneKey(phone: Phone): string {
  return `phone ${phone.number}`;
}

function isNews(now: Ui, key: string, ts: string): boolean {
  return ts > (now.seen[key] ?? "") && ts > (now.seen[BEFORE] ?? "");
}

/** Whether a thread has replies of others that the person has not seen. */
export function threadIsUnread(page: PageState, now: Ui, me: Person, at: ThreadAt): boolean {
  const key = seenKey(me, at.channel, at.ts);
  const replies = threadsOf(page).get(threadKey(at))?.replies ?? [];
  return (
    replies.some(({ user, ts }) => user !== me.id && isNews(now, key, ts)) ||
    page.ephemerals.some(
      (one) =>
        one.user === me.id &&
        one.channel === at.channel &&
        one.threadTs === at.ts &&
        isNews(now, key, one.ts),
    )
  );
}

/** Whether a channel has something that the person has not seen, threads that are theirs included. */
export function channelIsUnread(page: PageState, now: Ui, me: Person, channel: Channel): boolean {
  if (!channel.members.includes(me.id)) return false;
  const key = seenKey(me, channel.id);
  const inChannel =
    page.messages.some(
      (one) =>
        one.channel === channel.id &&
        (one.threadTs === undefined || one.broadcast) &&
        one.user !== me.id &&
        isNews(now, key, one.ts),
    ) ||
    page.ephemerals.some(
      (one) =>
        one.channel === channel.id &&
        one.threadTs === undefined &&
        one.user === me.id &&
        isNews(now, key, one.ts),
    );
  if (inChannel) return true;
  return [...threadsOf(page).values()].some(
    ({ at, followers }) =>
      at.channel === channel.id && followers.has(me.id) && threadIsUnread(page, now, me, at),
  );
}

/** Whether anything waits for a person. */
export function personHasNews(page: PageState, now: Ui, person: Person): boolean {
  const messages = directMessagesOf(page, person);
  const places = [...channelsOf(page, person), ...(messages === undefined ? [] : [messages])];
  return (
    places.some((channel) => channelIsUnread(page, now, person, channel)) ||
    page.modals.some(({ user }) => user === person.id)
  );
}

/** Whether a phone has got a text that nobody has looked at. */
export function phoneIsUnread(now: Ui, phone: Phone): boolean {
  const seen = now.seen[phoneKey(phone)] ?? "";
  const before = now.seen[`phone ${BEFORE}`] ?? "";
  return phone.bubbles.some(
    ({ direction, at }) => direction === "to_texter" && String(at) > seen && String(at) > before,
  );
}
