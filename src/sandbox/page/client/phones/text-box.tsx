import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Phone, UploadedFile } from "../model.ts";
import { perform, useQueue } from "../state/deeds.ts";
import { drafts, restoreDraft, setDraft } from "../state/drafts.ts";
import { useStore } from "../state/store.ts";
import { AttachButton, Attached } from "../ui/attach.tsx";
import { samplePicture } from "../ui/upload.ts";

/** The id under which the text box of the shown phone can be focused. */
export const PHONE_TEXT_ID = "phone-text";

/** Under what the words on a phone that were not sent yet are kept. */
export function phoneDraftKey(number: string): string {
  return `phone ${number}`;
}

/** Where a texter types. */
export function TextBox(props: { readonly phone: Phone; readonly line: string }): VNode {
  const { phone, line } = props;
  const key = phoneDraftKey(phone.number);
  const text = useStore(drafts, (now) => now[key] ?? "");
  const [files, setFiles] = useState<readonly UploadedFile[]>([]);
  const sending = useQueue(async (typed: string, attached: readonly UploadedFile[]) => {
    const { ok } = await perform({
      do: "text",
      from: phone.number,
      line,
      text: typed,
      ...(attached.length === 0 ? {} : { files: attached }),
    });
    if (!ok && restoreDraft(key, typed)) setFiles(attached);
  });
  const canSend = line !== "" && (text.trim() !== "" || files.length > 0);
  const send = (): void => {
    if (!canSend) return;
    sending.start(text.trim(), files);
    setDraft(key, "");
    setFiles([]);
  };
  const attach = (file: UploadedFile): void => setFiles((had) => [...had, file]);
  return (
    <form
      class="text-box"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Attached files={files} remove={(file) => setFiles(files.filter((one) => one !== file))} />
      <div class="text-row">
        <AttachButton label="Attach a picture" accept="image/*" chosen={attach} />
        <button
          type="button"
          class="icon"
          aria-label="Attach a sample picture"
          title="Attach a sample picture"
          onClick={() => attach(samplePicture())}
        >
          🖼
        </button>
        <textarea
          id={PHONE_TEXT_ID}
          rows={1}
          aria-label={`Text as ${phone.name}`}
          placeholder="Text message"
          value={text}
          onInput={(e) => setDraft(key, e.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="submit"
          class="send-text"
          aria-label="Send text"
          title="Send text"
          disabled={!canSend}
          aria-busy={sending.busy}
        >
          ↑
        </button>
      </div>
    </form>
  );
}
