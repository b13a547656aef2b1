import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { showPhone } from "../state/ui.ts";
import { phoneIsUnread } from "../state/unread.ts";
import { usePage, useUi } from "../state/viewer.ts";
import { AddPhone } from "./add-phone.tsx";
import { PhoneShown } from "./phone.tsx";

/** The phones of the texters: one is shown, the others wait in tabs. */
export function Phones(): VNode {
  const { phones } = usePage();
  const now = useUi();
  const tabs = useRef<HTMLDivElement>(null);
  const shown = phones.find(({ number }) => number === now.phone) ?? phones[0];
  const move = (event: KeyboardEvent): void => {
    const at = phones.findIndex((phone) => phone === shown);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = phones[(at + step + phones.length) % phones.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    showPhone(next.number);
    tabs.current?.querySelector<HTMLElement>(`[id="${tabId(next.number)}"]`)?.focus();
  };
  return (
    <section class="phones" aria-label="Phones">
      <div class="phone-tabs" role="tablist" aria-label="Phones" ref={tabs} onKeyDown={move}>
        {phones.map((phone) => (
          <button
            key={phone.number}
            id={tabId(phone.number)}
            type="button"
            role="tab"
            class="phone-tab"
            aria-selected={phone === shown}
            aria-controls={phone === shown ? "phone-panel" : undefined}
            tabIndex={phone === shown ? 0 : -1}
            onClick={() => showPhone(phone.number)}
          >
            {phone.name}
            {phone !== shown && phoneIsUnread(now, phone) && (
              <span class="dot">
                <span class="hidden">, new text</span>
              </span>
            )}
          </button>
        ))}
      </div>
      {shown !== undefined && (
        <div
          id="phone-panel"
          class="phone-panel"
          role="tabpanel"
          aria-labelledby={tabId(shown.number)}
        >
          <PhoneShown phone={shown} />
        </div>
      )}
      <AddPhone />
    </section>
  );
}

function tabId(number: string): string {
  return `phone-tab-${number.replace("+", "")}`;
}
