import type { PageState, Person } from "../model.ts";
import { PHONE_TEXT_ID, phoneDraftKey } from "../phones/text-box.tsx";
import { COMPOSER_ID, draftKey } from "../slack/composer.tsx";
import { setDraft } from "../state/drafts.ts";
import { type Thread, threadsOf } from "../state/threads.ts";
import {
  becomePerson,
  focusSoon,
  openThread,
  setTroubleOpen,
  showPhone,
  showPlace,
  showSide,
} from "../state/ui.ts";
import { startChannelOf } from "../state/viewer.ts";

/** One step of the guide. */
export interface Step {
  readonly title: string;
  readonly words: string;
  /** What the button says. */
  readonly button: string;
  /** Whether the state shows that it was done. */
  readonly isDone: (page: PageState) => boolean;
  /** Goes where it is done, and prepares it; the deed itself is left to the person. */
  readonly go: (page: PageState) => void;
}

const agent = (page: PageState, nth = 0): Person | undefined =>
  page.people.filter(({ role }) => role === "agent")[nth];
const supervisor = (page: PageState): Person | undefined =>
  page.people.find(({ role }) => role === "supervisor");

/** Conversations that an agent has accepted: the app writes in the threads of their invites. */
function accepted(page: PageState): readonly Thread[] {
  return [...threadsOf(page).values()].filter(
    ({ parent, replies }) => parent?.isBot === true && replies.some(({ isBot }) => isBot),
  );
}

function texted(page: PageState, words: RegExp): boolean {
  return page.phones.some(({ bubbles }) =>
    bubbles.some(({ direction, text }) => direction === "from_texter" && words.test(text)),
  );
}

function toPhone(page: PageState, words: string): void {
  const phone = page.phones[0];
  if (phone === undefined) return;
  showSide("phones");
  showPhone(phone.number);
  setDraft(phoneDraftKey(phone.number), words);
  focusSoon(PHONE_TEXT_ID);
}

/** Becomes a person in the channel of the newest invite. */
function toChannel(page: PageState, person: Person | undefined, words?: string): void {
  if (person === undefined) return;
  const channel = startChannelOf(page, person)?.id;
  if (channel === undefined) return;
  becomePerson(person.id);
  showPlace({ kind: "channel", id: channel });
  if (words !== undefined) setDraft(draftKey(person.id, channel), words);
  focusSoon(COMPOSER_ID.channel);
}

function toThread(page: PageState): void {
  const newest = accepted(page).at(-1);
  const owner =
    page.people.find(({ id, role }) => role === "agent" && newest?.followers.has(id) === true) ??
    agent(page);
  if (newest === undefined || owner === undefined) {
    toChannel(page, agent(page));
    return;
  }
  becomePerson(owner.id);
  showPlace({ kind: "channel", id: newest.at.channel });
  openThread(newest.at);
  setDraft(draftKey(owner.id, newest.at.channel, newest.at.ts), "Hello! How can I help you?");
  focusSoon(COMPOSER_ID.thread);
}

/** The way through the product, once around. */
export const STEPS: readonly Step[] = [
  {
    title: "Text SUPPORT",
    words: "from Bob's phone.",
    button: "Go to the phone",
    isDone: (page) => texted(page, /support/i),
    go: (page) => toPhone(page, "SUPPORT my parcel is broken"),
  },
  {
    title: "Press Accept",
    words: "as Ana, an agent.",
    button: "Be Ana",
    isDone: (page) => accepted(page).length > 0,
    go: (page) => toChannel(page, agent(page)),
  },
  {
    title: "Reply in the thread",
    words: "and see it on the phone.",
    button: "Open the thread",
    isDone: (page) => accepted(page).some(({ replies }) => replies.some(({ isBot }) => !isBot)),
    go: toThread,
  },
  {
    title: "Text DONE",
    words: "to end the conversation.",
    button: "Go to the phone",
    isDone: (page) => texted(page, /\bdone\b/i),
    go: (page) => toPhone(page, "DONE"),
  },
  {
    title: "Read the statistics",
    words: "as Sue, a supervisor.",
    button: "Be Sue",
    isDone: (page) =>
      page.ephemerals.some(({ text, blocks }) =>
        `${text} ${JSON.stringify(blocks)}`.includes("SMS_VOL"),
      ),
    go: (page) => toChannel(page, supervisor(page), "/sms-stats today"),
  },
];

/** What else is worth a look. */
export const MORE: readonly Pick<Step, "button" | "go">[] = [
  { button: "Race", go: (page) => toChannel(page, agent(page, 1)) },
  { button: "New queue", go: (page) => toChannel(page, supervisor(page), "/sms-queue new") },
  { button: "Make trouble", go: () => setTroubleOpen(true) },
];
