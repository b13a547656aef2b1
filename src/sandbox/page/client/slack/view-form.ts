import { useRef, useState } from "preact/hooks";
import type { Form } from "../blocks/host.ts";
import { heldValue, holdsMany, holdsValue, stringOf, wireOf } from "../blocks/wire.ts";
import type { InputValue, View, Wire } from "../model.ts";
import { perform } from "../state/deeds.ts";
import { type Typed, typedValues, typeInto } from "../state/drafts.ts";
import { useStore } from "../state/store.ts";

const NOTHING_TYPED: Typed = {};

/** ms of silence after which an input that tells the app of its changes does so. */
const TELL_MS = 400;

/** The inputs of a view, and what they would be submitted with. */
export interface ViewForm {
  readonly form: Form;
  readonly setErrors: (errors: Readonly<Record<string, string>>) => void;
  /** Of all input blocks, by block_id. */
  readonly values: () => Readonly<Record<string, InputValue>>;
}

/**
 * What a person has typed into a view's inputs. What was not touched follows the view, so that an
 * update by the app shows; what was touched stays.
 */
export function useViewForm(view: View): ViewForm {
  const typed = useStore(typedValues, (now) => now[view.id] ?? NOTHING_TYPED);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const valueNow = (
    values: Readonly<Record<string, InputValue>>,
    blockId: string,
    element: Wire,
  ) => {
    const actionId = stringOf(element.action_id);
    const own = values[inputKey(blockId, actionId)];
    return own === undefined ? heldValue(element, view.values[blockId]?.[actionId]) : own;
  };
  const values = (): Readonly<Record<string, InputValue>> => {
    const latest = typedValues.get()[view.id] ?? NOTHING_TYPED;
    return Object.fromEntries(
      view.blocks
        .filter(({ type, element }) => type === "input" && holdsValue(wireOf(element)))
        .map((block) => {
          const blockId = stringOf(block.block_id);
          const element = wireOf(block.element);
          return [blockId, cleared(element, valueNow(latest, blockId, element))] as const;
        }),
    );
  };
  const form: Form = {
    id: view.id,
    errors,
    value: (blockId, element) => valueNow(typed, blockId, element),
    change(blockId, actionId, value, tell) {
      typeInto(view.id, inputKey(blockId, actionId), value);
      if (blockId in errors) {
        const { [blockId]: _gone, ...rest } = errors;
        setErrors(rest);
      }
      if (!tell) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const now = values()[blockId] ?? null;
        void perform({
          do: "fill",
          user: view.user,
          viewId: view.id,
          values: { [blockId]: now },
        });
      }, TELL_MS);
    },
  };
  return { form, setErrors, values };
}

function inputKey(blockId: string, actionId: string): string {
  return `${blockId} ${actionId}`;
}

/** An emptied input holds null, a list none. */
function cleared(element: Wire, value: InputValue): InputValue {
  if (holdsMany(element)) return value ?? [];
  return value === "" ? null : value;
}
