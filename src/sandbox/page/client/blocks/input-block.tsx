import type { VNode } from "preact";
import type { Wire } from "../model.ts";
import { controlOf } from "./controls.tsx";
import { Unknown } from "./elements.tsx";
import { useHost } from "./host.ts";
import { TextLine } from "./text-object.tsx";
import { stringOf, wireOf, wordsOf } from "./wire.ts";

/** The id in the document of the control of a block's input. */
export function inputId(form: string, blockId: string): string {
  return `${form}-${blockId}`;
}

/** An input with its label, hint and error. */
export function InputBlock({ block }: { readonly block: Wire }): VNode {
  const { form } = useHost();
  const element = wireOf(block.element);
  const type = stringOf(element.type);
  const Control = controlOf(type);
  if (form === undefined || Control === undefined) return <Unknown type={`input: ${type}`} />;
  const blockId = stringOf(block.block_id);
  const id = inputId(form.id, blockId);
  const error = form.errors[blockId];
  const hasHint = wordsOf(block.hint) !== "";
  const describedBy = [error === undefined ? "" : `${id}-error`, hasHint ? `${id}-hint` : ""]
    .filter((part) => part !== "")
    .join(" ");
  const isGroup = type === "radio_buttons" || type === "checkboxes";
  const label = (
    <>
      <TextLine text={block.label} />
      {block.optional === true && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <div class={error === undefined ? "input" : "input wrong"}>
      {isGroup ? (
        <div class="label" id={`${id}-label`}>
          {label}
        </div>
      ) : (
        <label class="label" for={id}>
          {label}
        </label>
      )}
      <Control
        element={element}
        blockId={blockId}
        id={id}
        {...(isGroup ? { labelledBy: `${id}-label` } : {})}
        {...(describedBy === "" ? {} : { describedBy })}
        invalid={error !== undefined}
        required={block.optional !== true}
        value={form.value(blockId, element)}
        change={(value) =>
          form.change(blockId, stringOf(element.action_id), value, block.dispatch_action === true)
        }
      />
      {error !== undefined && (
        <div class="error" id={`${id}-error`} role="alert">
          {error}
        </div>
      )}
      {hasHint && (
        <div class="hint" id={`${id}-hint`}>
          <TextLine text={block.hint} />
        </div>
      )}
    </div>
  );
}
