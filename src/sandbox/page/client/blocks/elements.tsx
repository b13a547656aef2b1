import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { InputValue, Wire } from "../model.ts";
import { Menu } from "../ui/menu.tsx";
import { controlOf } from "./controls.tsx";
import { useHost, usePress } from "./host.ts";
import { plainWords } from "./text-object.tsx";
import { heldValue, optionsOf, stringOf } from "./wire.ts";

/** An element outside of input blocks: pressing or picking tells the app at once. */
export function Element(props: { readonly blockId: string; readonly element: Wire }): VNode {
  const { blockId, element } = props;
  const type = stringOf(element.type);
  if (type === "button") return <PressButton blockId={blockId} element={element} />;
  if (type === "overflow") return <Overflow blockId={blockId} element={element} />;
  if (type === "image") return <ImageElement element={element} />;
  if (controlOf(type) !== undefined) return <Picker blockId={blockId} element={element} />;
  return <Unknown type={type} />;
}

function PressButton(props: { readonly blockId: string; readonly element: Wire }): VNode {
  const { blockId, element } = props;
  const { busy, press } = usePress(blockId, element);
  const style = stringOf(element.style);
  const label = stringOf(element.accessibility_label);
  const url = stringOf(element.url);
  return (
    <button
      type="button"
      class={`button ${style}`}
      aria-busy={busy}
      aria-label={label || undefined}
      onClick={() => {
        if (/^https?:/.test(url)) window.open(url, "_blank", "noreferrer");
        press();
      }}
    >
      {plainWords(element.text)}
    </button>
  );
}

function Overflow(props: { readonly blockId: string; readonly element: Wire }): VNode {
  const { blockId, element } = props;
  const { busy, press } = usePress(blockId, element);
  const items = optionsOf(element).map(({ value, text }) => ({
    label: plainWords(text),
    run: () => press(value),
  }));
  return <Menu label="More options" button="⋯" buttonClass="button" busy={busy} items={items} />;
}

/** A menu, picker or set of ticks that is not part of a form. */
function Picker(props: { readonly blockId: string; readonly element: Wire }): VNode {
  const { blockId, element } = props;
  const { form } = useHost();
  const { press } = usePress(blockId, element);
  const id = useId();
  const [picked, setPicked] = useState<InputValue | undefined>();
  const Control = controlOf(stringOf(element.type));
  if (Control === undefined) return <Unknown type={stringOf(element.type)} />;
  const actionId = stringOf(element.action_id);
  return (
    <Control
      element={element}
      blockId={blockId}
      id={`${id}-${actionId}`}
      label={plainWords(element.placeholder) || actionId.replaceAll(/[_-]/g, " ") || "Choice"}
      invalid={false}
      required={false}
      value={form?.value(blockId, element) ?? picked ?? heldValue(element, undefined)}
      change={(value) => {
        setPicked(value);
        form?.change(blockId, actionId, value, false);
        press(value);
      }}
    />
  );
}

export function ImageElement({ element }: { readonly element: Wire }): VNode {
  return <img class="picture" src={stringOf(element.image_url)} alt={stringOf(element.alt_text)} />;
}

/** Something that the page cannot draw. */
export function Unknown({ type }: { readonly type: string }): VNode {
  return <span class="unknown">{type || "no type"}</span>;
}
