import { recall, remember } from "./session.ts";
import { createStore } from "./store.ts";

/** What the Slack window shows of the workspace. */
export type Place =
  | { readonly kind: "channel"; readonly id: string }
  | { readonly kind: "messages" }
  | { readonly kind: "home" };

/** A thread, by its first message. */
export interface ThreadAt {
  readonly channel: string;
  readonly ts: string;
}

/** Something said to the person in front of the page. */
export interface Toast {
  readonly id: number;
  readonly text: string;
}

/** A question to be answered with one of two buttons. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly danger: boolean;
  readonly answer: (yes: boolean) => void;
}

/** Everything that is the browser's own business. */
export interface Ui {
  /** On narrow screens one of the two is shown. */
  readonly side: "phones" | "slack";
  /** The phone that is shown, by its number; "" for the first. */
  readonly phone: string;
  /** Our number that the phones text to; "" for the first. */
  readonly line: string;
  /** Who is looking at Slack; "" for the first person. */
  readonly who: string;
  readonly place: Place;
  readonly thread: ThreadAt | null;
  /** `ts` of ephemeral messages that were dismissed. */
  readonly dismissed: readonly string[];
  /** The newest `ts` (of phones: bubble) that was seen, by viewer and place. */
  readonly seen: Readonly<Record<string, string>>;
  readonly toasts: readonly Toast[];
  readonly question: Question | null;
  readonly troubleOpen: boolean;
  readonly guideOpen: boolean;
}

const kept = recall();

export const ui = createStore<Ui>({
  side: "slack",
  phone: kept.phone ?? "",
  line: "",
  who: kept.who ?? "",
  place: { kind: "channel", id: kept.channel ?? "" },
  thread: null,
  dismissed: [],
  seen: {},
  toasts: [],
  question: null,
  troubleOpen: false,
  guideOpen: kept.guideClosed !== true,
});

ui.subscribe(() => {
  const { who, place, phone, guideOpen } = ui.get();
  const channel = place.kind === "channel" ? place.id : "";
  remember({ who, channel, phone, guideClosed: !guideOpen });
});

function change(part: Partial<Ui>): void {
  ui.set((was) => ({ ...was, ...part }));
}

export function showSide(side: Ui["side"]): void {
  change({ side });
}

export function showPhone(phone: string): void {
  change({ phone });
}

export function chooseLine(line: string): void {
  change({ line });
}

/** Looks at Slack with somebody else's eyes. A thread stays open. */
export function becomePerson(who: string): void {
  change({ who });
}

export function showPlace(place: Place): void {
  change({ place, thread: null, side: "slack" });
}

export function openThread(thread: ThreadAt): void {
  change({ thread, side: "slack" });
}

export function closeThread(): void {
  change({ thread: null });
}

export function dismiss(ts: string): void {
  ui.set((was) => ({ ...was, dismissed: [...was.dismissed, ts] }));
}

export function setTroubleOpen(troubleOpen: boolean): void {
  change({ troubleOpen });
}

export function setGuideOpen(guideOpen: boolean): void {
  change({ guideOpen });
}

/** Remembers that everything up to `upTo` was seen, for places where that is news. */
export function markSeen(marks: Readonly<Record<string, string>>): void {
  ui.set((was) => {
    const news = Object.entries(marks).filter(([key, upTo]) => (was.seen[key] ?? "") < upTo);
    if (news.length === 0) return was;
    return { ...was, seen: { ...was.seen, ...Object.fromEntries(news) } };
  });
}

let lastToast = 0;
/** ms for which a toast stays. */
const TOAST_MS = 9_000;

export function toast(text: string): void {
  lastToast += 1;
  const id = lastToast;
  ui.set((was) => ({ ...was, toasts: [...was.toasts, { id, text }].slice(-3) }));
  setTimeout(() => dropToast(id), TOAST_MS);
}

export function dropToast(id: number): void {
  ui.set((was) => ({ ...was, toasts: was.toasts.filter((one) => one.id !== id) }));
}

/** Asks, and gives the answer. */
export function ask(question: Omit<Question, "answer">): Promise<boolean> {
  return new Promise((resolve) => {
    change({
      question: {
        ...question,
        answer(yes) {
          change({ question: null });
          resolve(yes);
        },
      },
    });
  });
}

/** Puts the keyboard into an element that is about to be drawn. */
export function focusSoon(id: string): void {
  // Preact draws before the next task.
  setTimeout(() => document.getElementById(id)?.focus());
}
