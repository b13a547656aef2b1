import type { Ephemeral, Message, PageState, Person } from "../model.ts";
import type { ThreadAt, Ui } from "./ui.ts";

/** A thread with at least one reply. */
export interface Thread {
  readonly at: ThreadAt;
  /** Undefined: it was deleted. */
  readonly parent: Message | undefined;
  readonly replies: readonly Message[];
  /** Ids of those who wrote in it or are mentioned in it. */
  readonly followers: ReadonlySet<string>;
}

const drawn = new WeakMap<PageState, ReadonlyMap<string, Thread>>();

/** All threads, by `threadKey`. */
export function threadsOf(page: PageState): ReadonlyMap<string, Thread> {
  const before = drawn.get(page);
  if (before !== undefined) return before;
  const replies = new Map<string, Message[]>();
  const parents = new Map<string, Message>();
  for (const message of page.messages) {
    const key = threadKey({ channel: message.channel, ts: message.threadTs ?? message.ts });
    if (message.threadTs === undefined) parents.set(key, message);
    else replies.set(key, [...(replies.get(key) ?? []), message]);
  }
  const threads = new Map<string, Thread>();
  for (const [key, list] of replies) {
    const first = list[0];
    if (first === undefined) continue;
    threads.set(key, {
      at: { channel: first.channel, ts: first.threadTs ?? first.ts },
      parent: parents.get(key),
      replies: list,
      followers: followersOf(list),
    });
  }
  drawn.set(page, threads);
  return threads;
}

export function threadKey({ channel, ts }: ThreadAt): string {
  return `${channel}/${ts}`;
}

function followersOf(replies: readonly Message[]): ReadonlySet<string> {
  const followers = new Set(replies.map(({ user }) => user));
  for (const { text, blocks } of replies) {
    for (const [, user = ""] of (text + JSON.stringify(blocks)).matchAll(/<@([A-Z0-9]+)>/g)) {
      followers.add(user);
    }
  }
  return followers;
}

/** One line in a channel or a thread. */
export type Entry =
  | { readonly kind: "message"; readonly ts: string; readonly message: Message }
  | { readonly kind: "ephemeral"; readonly ts: string; readonly ephemeral: Ephemeral }
  /** The parent of a thread was deleted. */
  | { readonly kind: "deleted"; readonly ts: string };

/** What a person sees in a channel (threadTs undefined) or in a thread, in order. */
export function entriesOf(
  page: PageState,
  now: Ui,
  me: Person,
  channel: string,
  threadTs: string | undefined,
): readonly Entry[] {
  const messages = page.messages
    .filter((message) => message.channel === channel)
    .filter(({ ts, threadTs: parent, broadcast }) =>
      threadTs === undefined
        ? parent === undefined || broadcast
        : ts === threadTs || parent === threadTs,
    )
    .map((message): Entry => ({ kind: "message", ts: message.ts, message }));
  const ephemerals = page.ephemerals
    .filter((one) => one.user === me.id && one.channel === channel && one.threadTs === threadTs)
    .filter(({ ts }) => !now.dismissed.includes(ts))
    .map((ephemeral): Entry => ({ kind: "ephemeral", ts: ephemeral.ts, ephemeral }));
  const deleted = [...threadsOf(page).values()]
    .filter(({ at, parent }) => at.channel === channel && parent === undefined)
    .filter(({ at }) => threadTs === undefined || at.ts === threadTs)
    .map(({ at }): Entry => ({ kind: "deleted", ts: at.ts }));
  return [...messages, ...ephemerals, ...deleted].toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
}
