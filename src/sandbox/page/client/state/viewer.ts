import type { Channel, PageState, Person } from "../model.ts";
import { connection } from "./connection.ts";
import { useStore } from "./store.ts";
import { type Place, type ThreadAt, type Ui, ui } from "./ui.ts";

/** The server's state. For components that are drawn only when there is one. */
export function usePage(): PageState {
  const page = useStore(connection, (now) => now.page);
  if (page === null) throw new Error("drawn before the first state came");
  return page;
}

/** The browser's own state. */
export function useUi(): Ui {
  return useStore(ui, (now) => now);
}

/** Who looks at Slack: the chosen person, or the first where the chosen one is not there. */
export function viewerOf(page: PageState, who: string): Person {
  const active = page.people.filter(({ deleted }) => !deleted);
  const me = active.find(({ id }) => id === who) ?? active[0] ?? page.people[0];
  if (me === undefined) throw new Error("The workspace has no people.");
  return me;
}

/** The channels that a person sees: their own first, then the other public ones. */
export function channelsOf(page: PageState, person: Person): readonly Channel[] {
  const seen = page.channels.filter(
    ({ imOf, isPrivate, isArchived, members }) =>
      imOf === undefined && (members.includes(person.id) || (!isPrivate && !isArchived)),
  );
  const mine = ({ members }: Channel): number => (members.includes(person.id) ? 0 : 1);
  return seen.toSorted((a, b) => mine(a) - mine(b) || a.name.localeCompare(b.name));
}

/** The direct messages between the bot and a person; undefined before the first one. */
export function directMessagesOf(page: PageState, person: Person): Channel | undefined {
  return page.channels.find(({ imOf }) => imOf === person.id);
}

/** What the Slack window shows, after what is not there (any more) was replaced. */
export interface Shown {
  readonly me: Person;
  readonly place: Place;
  /** Null on the home, and before the first direct message. */
  readonly channel: Channel | null;
  readonly thread: ThreadAt | null;
}

/** What the Slack window shows now. */
export function shownTo(page: PageState, now: Ui): Shown {
  const me = viewerOf(page, now.who);
  const { place } = now;
  if (place.kind === "home") return { me, place, channel: null, thread: null };
  const channel =
    place.kind === "messages"
      ? (directMessagesOf(page, me) ?? null)
      : (channelsOf(page, me).find(({ id }) => id === place.id) ?? startChannelOf(page, me));
  const thread = channel !== null && now.thread?.channel === channel.id ? now.thread : null;
  const shown: Place =
    place.kind === "messages" ? place : { kind: "channel", id: channel?.id ?? "" };
  return { me, place: shown, channel, thread };
}

/**
 * Where a person begins: where the app said something last, or else in the first channel in which
 * it is.
 */
export function startChannelOf(page: PageState, person: Person): Channel | null {
  const channels = channelsOf(page, person);
  const last = page.messages.findLast(
    ({ isBot, threadTs, channel }) =>
      isBot && threadTs === undefined && channels.some(({ id }) => id === channel),
  );
  const withApp = page.channels.find(
    (one) => one.members.includes(page.bot.userId) && channels.includes(one),
  );
  return channels.find(({ id }) => id === last?.channel) ?? withApp ?? channels[0] ?? null;
}

/** Stays with what is shown first, so that later news does not move it. */
export function settle(page: PageState): void {
  ui.set((was) => ({ ...was, place: shownTo(page, was).place }));
}

/** What a member is called; the id where nobody has it. */
export function nameOf(page: PageState, user: string): string {
  if (user === page.bot.userId) return page.bot.name;
  return page.people.find(({ id }) => id === user)?.name ?? user;
}
