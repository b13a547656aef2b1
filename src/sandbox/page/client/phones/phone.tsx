import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Phone } from "../model.ts";
import { chooseLine, markSeen } from "../state/ui.ts";
import { phoneKey } from "../state/unread.ts";
import { usePage, useUi } from "../state/viewer.ts";
import { useStickToBottom } from "../ui/stick-to-bottom.ts";
import { BubbleShown } from "./bubble.tsx";
import { readable } from "./number.ts";
import { TextBox } from "./text-box.tsx";

/** A texter's phone with its talk to one of our numbers. */
export function PhoneShown({ phone }: { readonly phone: Phone }): VNode {
  const { lines } = usePage();
  const now = useUi();
  const line = lines.includes(now.line) ? now.line : (lines[0] ?? "");
  const bubbles = phone.bubbles.filter((bubble) => bubble.line === line);
  const frame = useStickToBottom(`${phone.number} ${line}`);
  const newest = bubbles.at(-1)?.at;
  useEffect(() => {
    const isShown = frame.current !== null && frame.current.offsetParent !== null;
    if (newest !== undefined && isShown) markSeen({ [phoneKey(phone)]: String(newest) });
  });
  return (
    <section class="phone" aria-label={`${phone.name}'s phone`}>
      <header class="phone-head">
        <div class="phone-owner">
          <b>{phone.name}</b> {readable(phone.number)}
        </div>
        {lines.length > 1 ? (
          <label class="phone-line">
            Texts to{" "}
            <select onChange={(e) => chooseLine(e.currentTarget.value)}>
              {lines.map((one) => (
                <option key={one} value={one} selected={one === line}>
                  {readable(one)}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <div class="phone-line">Texts to {readable(line)}</div>
        )}
      </header>
      <div class="bubbles" ref={frame} role="log" aria-label="Texts" tabIndex={0}>
        <div class="bubbles-inner">
          {bubbles.length === 0 && (
            <p class="empty">Nothing yet. Text SUPPORT to reach the support team.</p>
          )}
          {bubbles.map((bubble) => (
            <BubbleShown key={bubble.id} bubble={bubble} />
          ))}
        </div>
      </div>
      <TextBox key={phone.number} phone={phone} line={line} />
    </section>
  );
}
