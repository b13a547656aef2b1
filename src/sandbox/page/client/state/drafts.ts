import type { InputValue } from "../model.ts";
import { createStore } from "./store.ts";

/** What is being typed. Apart from the rest, since it changes with every key. */

/** What was typed and not sent yet, by where. */
export const drafts = createStore<Readonly<Record<string, string>>>({});

export function setDraft(key: string, text: string): void {
  drafts.set((was) => ({ ...was, [key]: text }));
}

/** Puts back what could not be sent, unless something else was typed meanwhile. */
export function restoreDraft(key: string, text: string): boolean {
  if ((drafts.get()[key] ?? "") !== "") return false;
  setDraft(key, text);
  return true;
}

/** Values typed into a view's inputs. */
export type Typed = Readonly<Record<string, InputValue>>;

/** What was typed into the inputs of open views, by view id. */
export const typedValues = createStore<Readonly<Record<string, Typed>>>({});

export function typeInto(viewId: string, input: string, value: InputValue): void {
  typedValues.set((was) => ({ ...was, [viewId]: { ...was[viewId], [input]: value } }));
}
