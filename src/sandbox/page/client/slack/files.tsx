import type { VNode } from "preact";
import type { SharedFile } from "../model.ts";

/** The files of a message: pictures as such, others by their names. */
export function Files({ files }: { readonly files: readonly SharedFile[] }): VNode | null {
  if (files.length === 0) return null;
  return (
    <div class="files">
      {files.map((file) =>
        file.contentType.startsWith("image/") ? (
          <a key={file.url} href={file.url} target="_blank" rel="noreferrer">
            <img class="picture" src={file.url} alt={file.altText || file.name} />
          </a>
        ) : (
          <a key={file.url} class="file" href={file.url} target="_blank" rel="noreferrer">
            <span aria-hidden="true">📄</span> {file.name}
          </a>
        ),
      )}
    </div>
  );
}
