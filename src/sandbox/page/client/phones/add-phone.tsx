import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { connection } from "../state/connection.ts";
import { perform, useTask } from "../state/deeds.ts";
import { focusSoon, showPhone } from "../state/ui.ts";
import { PHONE_TEXT_ID } from "./text-box.tsx";

/** A button that asks for a name and adds a phone. */
export function AddPhone(): VNode {
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asking) input.current?.focus();
  }, [asking]);
  const adding = useTask(async () => {
    const before = connection.get().page?.phones.length ?? 0;
    const { ok } = await perform({ do: "add_phone", name: name.trim() });
    if (!ok) return;
    setAsking(false);
    setName("");
    showWhenThere(before);
  });
  if (!asking) {
    return (
      <button type="button" class="add-phone" onClick={() => setAsking(true)}>
        + Add a phone
      </button>
    );
  }
  return (
    <form
      class="add-phone-form"
      onKeyDown={(event) => {
        if (event.key === "Escape") setAsking(false);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") adding.start();
      }}
    >
      <input
        ref={input}
        class="control"
        aria-label="Whose phone?"
        placeholder="Whose phone?"
        maxLength={40}
        value={name}
        onInput={(e) => setName(e.currentTarget.value)}
      />
      <button
        type="submit"
        class="button primary small"
        aria-busy={adding.busy}
        disabled={name.trim() === ""}
      >
        Add
      </button>
      <button type="button" class="button small" onClick={() => setAsking(false)}>
        Cancel
      </button>
    </form>
  );
}

/** Shows the phone after the first `before` ones as soon as the server tells of it. */
function showWhenThere(before: number): void {
  const show = (): boolean => {
    const added = connection.get().page?.phones[before];
    if (added === undefined) return false;
    showPhone(added.number);
    focusSoon(PHONE_TEXT_ID);
    return true;
  };
  if (show()) return;
  const stop = connection.subscribe(() => {
    if (show()) stop();
  });
}
