import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Wire } from "../model.ts";
import { perform } from "../state/deeds.ts";
import { type ControlProps, controlAttributes } from "./control-props.ts";
import { useHost } from "./host.ts";
import { plainWords } from "./text-object.tsx";
import { oneOf, optionsOf } from "./wire.ts";

/** ms of silence after which the app is asked for what was typed. */
const ASK_MS = 200;

/** A menu whose options the app gives for what is typed above it. */
export function SearchControl(props: ControlProps): VNode {
  const { element, blockId, value, change } = props;
  const { place, user } = useHost();
  const [typed, setTyped] = useState("");
  const [options, setOptions] = useState<readonly Wire[]>([]);
  const viewId = place.in === "view" ? place.viewId : "";
  const least = typeof element.min_query_length === "number" ? element.min_query_length : 3;

  useEffect(() => {
    if (Array.from(typed).length < least) return;
    let isLatest = true;
    const timer = setTimeout(async () => {
      const answer = await perform({ do: "suggest", user, viewId, blockId, typed });
      if (isLatest && answer.ok) setOptions(answer.options ?? []);
    }, ASK_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [typed, viewId, blockId]);

  const chosen = oneOf(value);
  const choices = optionsOf({ options });
  return (
    <div class="search">
      <input
        {...controlAttributes(props)}
        class="control"
        type="search"
        autocomplete="off"
        value={typed}
        placeholder={plainWords(element.placeholder)}
        onInput={(e) => setTyped(e.currentTarget.value)}
        onKeyDown={(e) => {
          // Enter looks for it, and does not send the form.
          if (e.key === "Enter") e.preventDefault();
        }}
      />
      {choices.length === 0 ? (
        <small>No results</small>
      ) : (
        <div class="found" role="listbox" aria-label="What was found">
          {choices.map((option) => (
            <button
              type="button"
              role="option"
              key={option.value}
              aria-selected={option.value === chosen}
              onClick={() => change(option.value)}
            >
              {plainWords(option.text)}
              <small>{plainWords(option.description)}</small>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
