import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Blocks } from "../blocks/blocks.tsx";
import { BlockHostProvider } from "../blocks/host.ts";
import { inputId } from "../blocks/input-block.tsx";
import { stringOf } from "../blocks/wire.ts";
import type { View } from "../model.ts";
import { perform, useTask } from "../state/deeds.ts";
import { inputErrors } from "./input-errors.ts";
import { useViewForm } from "./view-form.ts";

const FOCUSABLE =
  "button:not([disabled]), input:not([disabled]):not([hidden]), select:not([disabled]), textarea, a[href], [tabindex='0']";

/** A modal over the Slack window. The keyboard stays in it until it is closed. */
export function Modal({ view }: { readonly view: View }): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const { form, setErrors, values } = useViewForm(view);
  const titleId = `${view.id}-title`;

  useLayoutEffect(() => {
    // Who is busy elsewhere, on a phone or choosing a person, stays there.
    const at = document.activeElement;
    if (at !== null && at !== document.body && at.closest(".window") === null) return;
    const first = frame.current?.querySelector<HTMLElement>(
      ".modal-body input, .modal-body select, .modal-body textarea",
    );
    (first ?? frame.current)?.focus();
  }, []);

  const submitting = useTask(async () => {
    const given = values();
    const wrong = inputErrors(view.blocks, given);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    const answer = await perform({
      do: "submit",
      user: view.user,
      viewId: view.id,
      values: given,
    });
    if (answer.ok && answer.fieldErrors !== undefined) setErrors(answer.fieldErrors);
  });
  const closing = useTask(() => perform({ do: "close", user: view.user, viewId: view.id }));

  // Escape counts as well when the element that had the keyboard is gone.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const at = document.activeElement;
      const isHere = at === document.body || frame.current?.contains(at) === true;
      if (event.key === "Escape" && isHere && !event.isComposing) closing.start();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });

  // To the first input with an error, as soon as the errors are drawn.
  useEffect(() => {
    if (submitting.busy) return;
    const first = view.blocks
      .map(({ block_id: id }) => stringOf(id))
      .find((id) => id in form.errors);
    if (first !== undefined) document.getElementById(inputId(form.id, first))?.focus();
  }, [submitting.busy]);

  return (
    <div class="veil">
      <div
        ref={frame}
        class="modal"
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === "Tab") keepInside(event, frame.current);
        }}
      >
        <form
          class="modal-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submitting.start();
          }}
        >
          <header class="modal-head">
            <h2 id={titleId}>{view.title}</h2>
            <button type="button" class="icon" aria-label="Close" onClick={closing.start}>
              ×
            </button>
          </header>
          <div class="modal-body">
            <BlockHostProvider
              value={{ place: { in: "view", viewId: view.id }, user: view.user, form }}
            >
              <Blocks blocks={view.blocks} />
            </BlockHostProvider>
          </div>
          <footer class="dialog-buttons">
            <button type="button" class="button" aria-busy={closing.busy} onClick={closing.start}>
              {view.close ?? "Cancel"}
            </button>
            {view.submit !== undefined && (
              <button type="submit" class="button primary" aria-busy={submitting.busy}>
                {view.submit}
              </button>
            )}
          </footer>
        </form>
      </div>
    </div>
  );
}

/** Moves the keyboard from the last element to the first, and back. */
function keepInside(event: KeyboardEvent, frame: HTMLElement | null): void {
  const all = [...(frame?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
  const [first, last] = [all[0], all.at(-1)];
  const at = document.activeElement;
  if (event.shiftKey && (at === first || at === frame)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first?.focus();
  }
}
