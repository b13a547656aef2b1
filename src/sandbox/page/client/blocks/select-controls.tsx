import type { VNode } from "preact";
import type { Wire } from "../model.ts";
import { focusSoon } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { type ControlProps, controlAttributes } from "./control-props.ts";
import { plainWords } from "./text-object.tsx";
import { manyOf, oneOf, optionsOf, stringOf, wiresOf } from "./wire.ts";

/** Something that can be picked in a menu. */
interface Choice {
  readonly value: string;
  readonly text: string;
  readonly group?: string;
}

function useChoices(element: Wire): readonly Choice[] {
  const page = usePage();
  const type = stringOf(element.type);
  if (type.endsWith("users_select")) {
    return page.people
      .filter(({ deleted }) => !deleted)
      .map(({ id, name }) => ({ value: id, text: name }));
  }
  if (type.endsWith("channels_select") || type.endsWith("conversations_select")) {
    return page.channels
      .filter(({ imOf, isArchived }) => imOf === undefined && !isArchived)
      .map(({ id, name }) => ({ value: id, text: `#${name}` }));
  }
  const groups = wiresOf(element.option_groups);
  const choices = (options: Wire, group?: string): readonly Choice[] =>
    optionsOf(options).map(({ value, text }) => ({
      value,
      text: plainWords(text),
      ...(group === undefined ? {} : { group }),
    }));
  if (groups.length === 0) return choices(element);
  return groups.flatMap((group) => choices({ options: group.options }, plainWords(group.label)));
}

/** A menu of which one is picked. */
export function SelectControl(props: ControlProps): VNode {
  const { element, value, change } = props;
  const choices = useChoices(element);
  const chosen = oneOf(value);
  return (
    <select
      {...controlAttributes(props)}
      class="control select"
      onChange={(e) => change(e.currentTarget.value || null)}
    >
      <option value="" selected={chosen === ""}>
        {plainWords(element.placeholder) || "Select an option"}
      </option>
      <Options choices={choices} chosen={chosen} />
    </select>
  );
}

function Options(props: { readonly choices: readonly Choice[]; readonly chosen: string }): VNode {
  const groups = [...new Set(props.choices.map(({ group }) => group))];
  const options = (group: string | undefined): VNode[] =>
    props.choices
      .filter((choice) => choice.group === group)
      .map(({ value, text }) => (
        <option key={value} value={value} selected={value === props.chosen}>
          {text}
        </option>
      ));
  return (
    <>
      {groups.map((group) =>
        group === undefined ? (
          options(group)
        ) : (
          <optgroup key={group} label={group}>
            {options(group)}
          </optgroup>
        ),
      )}
    </>
  );
}

/** The picked ones as chips that can be taken away, and a menu to add another. */
export function MultiSelectControl(props: ControlProps): VNode {
  const { element, value, change } = props;
  const choices = useChoices(element);
  const chosen = manyOf(value);
  const most =
    typeof element.max_selected_items === "number" ? element.max_selected_items : choices.length;
  const rest = choices.filter((choice) => !chosen.includes(choice.value));
  return (
    <div class="multi">
      {chosen.map((one) => {
        const text = choices.find((choice) => choice.value === one)?.text ?? one;
        return (
          <span class="picked" key={one}>
            {text}
            <button
              type="button"
              aria-label={`Remove ${text}`}
              onClick={() => {
                change(chosen.filter((other) => other !== one));
                focusSoon(props.id);
              }}
            >
              ×
            </button>
          </span>
        );
      })}
      <select
        {...controlAttributes(props)}
        class="control select"
        onChange={(e) => {
          change([...chosen, e.currentTarget.value]);
          e.currentTarget.value = "";
        }}
      >
        <option value="">
          {chosen.length === 0 ? plainWords(element.placeholder) || "Select options" : "Add"}
        </option>
        {chosen.length < most && <Options choices={rest} chosen="" />}
      </select>
    </div>
  );
}
