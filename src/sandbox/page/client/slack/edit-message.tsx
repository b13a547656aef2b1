import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Message, Person } from "../model.ts";
import { unescapeText } from "../mrkdwn/parse.ts";
import { perform, useTask } from "../state/deeds.ts";

/** A message of one's own while it is being changed. */
export function EditMessage(props: {
  readonly message: Message;
  readonly me: Person;
  readonly close: () => void;
}): VNode {
  const { message, me, close } = props;
  const [text, setText] = useState(() => unescapeText(message.text));
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);
  const save = useTask(async () => {
    const { channel, ts } = message;
    const { ok } = await perform({ do: "edit", user: me.id, channel, ts, text });
    if (ok) close();
  });
  const canSave = text.trim() !== "";
  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave) save.start();
      }}
    >
      <textarea
        ref={box}
        class="control"
        aria-label="Edit message"
        rows={2}
        value={text}
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            if (canSave) save.start();
          }
        }}
      />
      <div class="dialog-buttons">
        <button type="button" class="button small" onClick={close}>
          Cancel
        </button>
        <button
          type="submit"
          class="button small primary"
          disabled={!canSave}
          aria-busy={save.busy}
        >
          Save
        </button>
      </div>
    </form>
  );
}
