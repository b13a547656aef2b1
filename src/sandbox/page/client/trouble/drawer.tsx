import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { setTroubleOpen } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { Clock } from "./clock.tsx";
import { TroubleItem } from "./trouble-item.tsx";

/** What can be made to go wrong, beside the rest of the page. */
export function TroubleDrawer(): VNode {
  const page = usePage();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      class="drawer"
      aria-label="Trouble"
      onKeyDown={(event) => {
        if (event.key === "Escape") closeDrawer();
      }}
    >
      <header class="pane-head">
        <h2 ref={heading} tabIndex={-1}>
          Trouble
        </h2>
        <button type="button" class="icon" aria-label="Close trouble" onClick={closeDrawer}>
          ×
        </button>
      </header>
      <div class="drawer-body">
        <p class="hint">Make things go wrong, and watch what the app does about it.</p>
        {page.troubles.map((trouble) => (
          <TroubleItem key={trouble.id} trouble={trouble} />
        ))}
        <Clock aheadMs={page.aheadMs} />
        <h3>Warnings</h3>
        {page.warnings.length === 0 ? (
          <p class="hint">None: the fake Slack has nothing to complain of.</p>
        ) : (
          <ul class="warnings">
            {page.warnings.toReversed().map((warning, index) => (
              <li key={index}>{warning}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function closeDrawer(): void {
  setTroubleOpen(false);
  document.getElementById(TROUBLE_BUTTON_ID)?.focus();
}

/** The id of the button that opens the drawer. */
export const TROUBLE_BUTTON_ID = "trouble-button";
