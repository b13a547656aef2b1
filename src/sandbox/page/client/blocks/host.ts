import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import type { InputValue, PressPlace, Wire } from "../model.ts";
import { perform } from "../state/deeds.ts";
import { ask } from "../state/ui.ts";
import { plainWords } from "./text-object.tsx";
import { isWire, stringOf, wireOf } from "./wire.ts";

/** Where blocks are drawn, and what can be done with them there. */
export interface BlockHost {
  readonly place: PressPlace;
  /** Who looks at them, and presses. */
  readonly user: string;
  /** The values of the view's inputs; none in messages. */
  readonly form?: Form;
}

/** The inputs of a view. */
export interface Form {
  /** Prefix of the inputs' ids in the document. */
  readonly id: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly value: (blockId: string, element: Wire) => InputValue;
  /** @param tell the app wants to know of it */
  readonly change: (blockId: string, actionId: string, value: InputValue, tell: boolean) => void;
}

const Host = createContext<BlockHost | null>(null);

export const BlockHostProvider = Host.Provider;

export function useHost(): BlockHost {
  const host = useContext(Host);
  if (host === null) throw new Error("blocks are drawn outside of a message or view");
  return host;
}

/**
 * Pressing an element, with whether its press is under way. An element with a confirmation asks
 * first.
 */
export function usePress(
  blockId: string,
  element: Wire,
): { readonly busy: boolean; readonly press: (value?: InputValue) => void } {
  const { place, user } = useHost();
  const [busy, setBusy] = useState(false);
  const work = async (value: InputValue | undefined): Promise<void> => {
    if (isWire(element.confirm) && !(await confirmed(element.confirm))) return;
    setBusy(true);
    await perform({
      do: "press",
      user,
      place,
      blockId,
      actionId: stringOf(element.action_id),
      ...(value === undefined ? {} : { value }),
    });
    setBusy(false);
  };
  return {
    busy,
    press(value) {
      if (!busy) void work(value);
    },
  };
}

function confirmed(confirm: Wire): Promise<boolean> {
  return ask({
    title: plainWords(confirm.title),
    text: stringOf(wireOf(confirm.text).text),
    yes: plainWords(confirm.confirm),
    no: plainWords(confirm.deny),
    danger: confirm.style === "danger",
  });
}
