import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { setGuideOpen } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { MORE, STEPS } from "./steps.ts";

/** The way through the product, with a tick at what was done. */
export function Guide(): VNode {
  const page = usePage();
  const next = STEPS.findIndex(({ isDone }) => !isDone(page));
  const list = useRef<HTMLOListElement>(null);
  // Where the steps do not fit beside each other, the next one is scrolled to.
  useEffect(() => {
    const step = list.current?.querySelector<HTMLElement>(".next");
    if (step !== null && step !== undefined) list.current?.scrollTo({ left: step.offsetLeft });
  }, [next]);
  return (
    <section class="guide" aria-label="Guide">
      <ol class="steps" ref={list}>
        {STEPS.map((step, index) => {
          const done = step.isDone(page);
          return (
            <li
              key={step.title}
              class={`step ${done ? "done" : ""} ${index === next ? "next" : ""}`}
              aria-current={index === next ? "step" : undefined}
            >
              <span class="step-mark" aria-hidden="true">
                {done ? "✓" : index + 1}
              </span>
              <span class="step-words">
                <b>{step.title}</b> {step.words}
                {done && <span class="hidden"> Done.</span>}
                <button
                  type="button"
                  class="linkish"
                  aria-label={`${step.button}: ${step.title}`}
                  onClick={() => step.go(page)}
                >
                  {step.button}
                </button>
              </span>
            </li>
          );
        })}
        <li class={next < 0 ? "step more next" : "step more"}>
          <span class="step-mark" aria-hidden="true">
            …
          </span>
          <span class="step-words">
            <b>Then try more</b>
            <span class="more-buttons">
              {MORE.map(({ button, go }) => (
                <button key={button} type="button" class="linkish" onClick={() => go(page)}>
                  {button}
                </button>
              ))}
            </span>
          </span>
        </li>
      </ol>
      <button
        type="button"
        class="icon"
        aria-label="Close the guide"
        title="Close the guide"
        onClick={() => setGuideOpen(false)}
      >
        ×
      </button>
    </section>
  );
}
