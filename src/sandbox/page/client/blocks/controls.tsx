import type { VNode } from "preact";
import { type ControlProps, controlAttributes } from "./control-props.ts";
import { SearchControl } from "./search-control.tsx";
import { MultiSelectControl, SelectControl } from "./select-controls.tsx";
import { plainWords, TextLine } from "./text-object.tsx";
import { manyOf, oneOf, optionsOf, stringOf } from "./wire.ts";

/** A control for an element that holds a value; undefined for types that the page does not know. */
export function controlOf(type: string): ((props: ControlProps) => VNode) | undefined {
  return controls[type];
}

function TextControl(props: ControlProps): VNode {
  const { element, value, change } = props;
  const most = typeof element.max_length === "number" ? element.max_length : 3000;
  const text = oneOf(value);
  const left = most - Array.from(text).length;
  const attributes = {
    ...controlAttributes(props),
    class: "control",
    value: text,
    maxLength: most,
    placeholder: plainWords(element.placeholder),
  };
  // Slack counts down when the end is near.
  const isNear = typeof element.max_length === "number" && left <= Math.max(20, most / 10);
  return (
    <div class="counted">
      {element.multiline === true ? (
        <textarea {...attributes} rows={3} onInput={(e) => change(e.currentTarget.value)} />
      ) : (
        <input {...attributes} type="text" onInput={(e) => change(e.currentTarget.value)} />
      )}
      {isNear && (
        <span class="counter" role="status">
          {left} <span class="hidden">characters left</span>
        </span>
      )}
    </div>
  );
}

function NumberControl(props: ControlProps): VNode {
  const { element, value, change } = props;
  return (
    <input
      {...controlAttributes(props)}
      class="control"
      type="number"
      step={element.is_decimal_allowed === true ? "any" : 1}
      min={stringOf(element.min_value) || undefined}
      max={stringOf(element.max_value) || undefined}
      value={oneOf(value)}
      onInput={(e) => change(e.currentTarget.value)}
    />
  );
}

function EmailControl(props: ControlProps): VNode {
  const { value, change } = props;
  return (
    <input
      {...controlAttributes(props)}
      class="control"
      type="email"
      value={oneOf(value)}
      onInput={(e) => change(e.currentTarget.value)}
    />
  );
}

function UrlControl(props: ControlProps): VNode {
  const { value, change } = props;
  return (
    <input
      {...controlAttributes(props)}
      class="control"
      type="url"
      value={oneOf(value)}
      onInput={(e) => change(e.currentTarget.value)}
    />
  );
}

function DateControl(props: ControlProps): VNode {
  const { value, change } = props;
  return (
    <input
      {...controlAttributes(props)}
      class="control"
      type="date"
      value={oneOf(value)}
      onInput={(e) => change(e.currentTarget.value || null)}
    />
  );
}

function TimeControl(props: ControlProps): VNode {
  const { value, change } = props;
  return (
    <input
      {...controlAttributes(props)}
      class="control"
      type="time"
      value={oneOf(value)}
      onInput={(e) => change(e.currentTarget.value || null)}
    />
  );
}

function TicksControl(props: ControlProps): VNode {
  const { element, id, value, change } = props;
  const isRadio = element.type === "radio_buttons";
  const chosen = manyOf(value);
  const tick = (one: string, on: boolean): void => {
    if (isRadio) change(one);
    else change(on ? [...chosen, one] : chosen.filter((other) => other !== one));
  };
  const ticks = optionsOf(element).map((option) => (
    <label class="tick" key={option.value}>
      <input
        type={isRadio ? "radio" : "checkbox"}
        name={id}
        checked={chosen.includes(option.value)}
        onChange={(e) => tick(option.value, e.currentTarget.checked)}
      />
      <span>
        <TextLine text={option.text} />
        {plainWords(option.description) !== "" && (
          <small>
            <TextLine text={option.description} />
          </small>
        )}
      </span>
    </label>
  ));
  return (
    <div
      id={id}
      class="ticks"
      role={isRadio ? "radiogroup" : "group"}
      tabIndex={-1}
      aria-label={props.label}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
    >
      {ticks}
    </div>
  );
}

const controls: Readonly<Record<string, (props: ControlProps) => VNode>> = {
  plain_text_input: TextControl,
  number_input: NumberControl,
  email_text_input: EmailControl,
  url_text_input: UrlControl,
  datepicker: DateControl,
  timepicker: TimeControl,
  external_select: SearchControl,
  static_select: SelectControl,
  users_select: SelectControl,
  channels_select: SelectControl,
  conversations_select: SelectControl,
  multi_static_select: MultiSelectControl,
  multi_users_select: MultiSelectControl,
  multi_channels_select: MultiSelectControl,
  multi_conversations_select: MultiSelectControl,
  radio_buttons: TicksControl,
  checkboxes: TicksControl,
};
