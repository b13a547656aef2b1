import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { UploadedFile } from "../model.ts";
import { readFile } from "./upload.ts";

/** A button that lets a file be chosen. */
export function AttachButton(props: {
  readonly label: string;
  readonly accept: string;
  readonly chosen: (file: UploadedFile) => void;
}): VNode {
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined): Promise<void> => {
    const uploaded = file === undefined ? null : await readFile(file);
    if (uploaded !== null) props.chosen(uploaded);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={props.label}
        accept={props.accept}
        onChange={(e) => {
          void read(e.currentTarget.files?.[0]);
          // The same file may be chosen again.
          e.currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="icon"
        aria-label={props.label}
        title={props.label}
        onClick={() => input.current?.click()}
      >
        +
      </button>
    </>
  );
}

/** Files that go with the next message. */
export function Attached(props: {
  readonly files: readonly UploadedFile[];
  readonly remove: (file: UploadedFile) => void;
}): VNode | null {
  if (props.files.length === 0) return null;
  return (
    <div class="attached">
      {props.files.map((file, index) => (
        <span class="picked" key={index}>
          {file.contentType.startsWith("image/") && (
            <img src={`data:${file.contentType};base64,${file.base64}`} alt="" />
          )}
          {file.name}
          <button
            type="button"
            aria-label={`Remove ${file.name}`}
            onClick={() => props.remove(file)}
          >
            ×
          </button>
        </span>
      ))}
    </div>
  );
}
