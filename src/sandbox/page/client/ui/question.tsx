import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Mrkdwn } from "../mrkdwn/text.tsx";
import { useUi } from "../state/viewer.ts";

/** The question that waits for an answer, if any, over everything. */
export function QuestionDialog(): VNode | null {
  const { question } = useUi();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question !== null) dialog.current?.showModal();
  }, [question]);
  if (question === null) return null;
  const { title, text, yes, no, danger, answer } = question;
  return (
    <dialog
      ref={dialog}
      class="question"
      aria-labelledby="question-title"
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h2 id="question-title">{title}</h2>
      <div class="question-text">
        <Mrkdwn text={text} />
      </div>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={() => answer(false)}>
          {no}
        </button>
        <button
          type="button"
          class={danger ? "button danger solid" : "button primary"}
          onClick={() => answer(true)}
        >
          {yes}
        </button>
      </div>
    </dialog>
  );
}
