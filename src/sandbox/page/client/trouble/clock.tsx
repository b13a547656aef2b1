import type { VNode } from "preact";
import { perform, useTask } from "../state/deeds.ts";

const STEPS = [
  { byMs: 60_000, name: "1 min" },
  { byMs: 5 * 60_000, name: "5 min" },
  { byMs: 15 * 60_000, name: "15 min" },
  { byMs: 60 * 60_000, name: "1 h" },
  { byMs: 24 * 60 * 60_000, name: "1 day" },
] as const;

/** Moves the app's clock, so that nobody has to wait for what takes minutes. */
export function Clock({ aheadMs }: { readonly aheadMs: number }): VNode {
  const moving = useTask((byMs: number) => perform({ do: "move_clock", byMs }));
  return (
    <div class="clock">
      <h3>The app's clock</h3>
      <p class="hint" role="status">
        {aheadMs === 0 ? "It shows the real time." : `It is ${leadInWords(aheadMs)} ahead.`} Move it
        forward by
      </p>
      <div class="clock-steps">
        {STEPS.map(({ byMs, name }) => (
          <button
            key={byMs}
            type="button"
            class="button small"
            aria-label={`Move the app's clock forward by ${name}`}
            aria-busy={moving.busy}
            onClick={() => moving.start(byMs)}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

/** `1 h 5 min`. */
export function leadInWords(aheadMs: number): string {
  const minutes = Math.round(aheadMs / 60_000);
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes % 60 > 0 || hours === 0 ? [`${minutes % 60} min`] : []),
  ];
  return parts.join(" ");
}
