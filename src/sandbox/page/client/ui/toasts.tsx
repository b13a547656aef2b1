import type { VNode } from "preact";
import { dropToast } from "../state/ui.ts";
import { useUi } from "../state/viewer.ts";

/** What could not be done, in words. */
export function Toasts(): VNode {
  const { toasts } = useUi();
  return (
    <div class="toasts" role="alert">
      {toasts.map(({ id, text }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => dropToast(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
