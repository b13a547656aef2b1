import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { Trouble } from "../model.ts";
import { perform, useTask } from "../state/deeds.ts";

/** One trouble with its switch or button. */
export function TroubleItem({ trouble }: { readonly trouble: Trouble }): VNode {
  const { id, name, explanation, active, choices } = trouble;
  const [choice, setChoice] = useState(choices[0]?.value ?? "");
  const textId = useId();
  const setting = useTask((on: boolean) =>
    perform({ do: "trouble", id, on, ...(choices.length === 0 ? {} : { choice }) }),
  );
  return (
    <div class={active ? "trouble active" : "trouble"}>
      <div class="trouble-head">
        <h3 id={`${textId}-name`}>{name}</h3>
        <Setter
          trouble={trouble}
          labelledBy={`${textId}-name`}
          busy={setting.busy}
          set={setting.start}
        />
      </div>
      <p class="hint" id={`${textId}-what`}>
        {explanation}
      </p>
      {choices.length > 0 && (
        <select
          class="control select"
          aria-label={`${name}: how`}
          disabled={active}
          onChange={(e) => setChoice(e.currentTarget.value)}
        >
          {choices.map((one) => (
            <option key={one.value} value={one.value} selected={one.value === choice}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function Setter(props: {
  readonly trouble: Trouble;
  readonly labelledBy: string;
  readonly busy: boolean;
  readonly set: (on: boolean) => void;
}): VNode {
  const { trouble, labelledBy, busy, set } = props;
  switch (trouble.kind) {
    case "switch":
      return (
        <button
          type="button"
          role="switch"
          class="switch"
          aria-checked={trouble.active}
          aria-labelledby={labelledBy}
          aria-busy={busy}
          onClick={() => set(!trouble.active)}
        />
      );
    case "once":
      return (
        <button
          type="button"
          class={trouble.active ? "button small danger solid" : "button small"}
          aria-pressed={trouble.active}
          aria-label={`${trouble.active ? "Armed" : "Arm"}: ${trouble.name}`}
          aria-busy={busy}
          onClick={() => set(!trouble.active)}
        >
          {trouble.active ? "Armed" : "Arm"}
        </button>
      );
    case "now":
      return (
        <button
          type="button"
          class="button small"
          aria-label={`Do it: ${trouble.name}`}
          aria-busy={busy}
          onClick={() => set(true)}
        >
          Do it
        </button>
      );
    default:
      return trouble.kind satisfies never;
  }
}
