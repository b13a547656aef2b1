import type { VNode } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { Channel, Deed, Person, SlashCommand, UploadedFile } from "../model.ts";
import { perform, useQueue } from "../state/deeds.ts";
import { drafts, restoreDraft, setDraft } from "../state/drafts.ts";
import { useStore } from "../state/store.ts";
import { toast } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { AttachButton, Attached } from "../ui/attach.tsx";
import { commandIn, isCommand, suggestionsFor } from "./slash.ts";
import { Suggestions } from "./suggestions.tsx";

/** Where a composer writes. */
export interface ComposerProps {
  readonly channel: Channel;
  readonly me: Person;
  /** What the channel is called in words, such as `#support`. */
  readonly name: string;
  readonly threadTs?: string;
}

/** The ids under which the two composers can be focused. */
export const COMPOSER_ID = { channel: "channel-composer", thread: "thread-composer" } as const;

/** Under what a draft is kept. */
export function draftKey(person: string, channel: string, threadTs?: string): string {
  return `${person} ${channel} ${threadTs ?? ""}`;
}

/** The box in which messages and slash commands are typed. */
export function Composer(props: ComposerProps): VNode {
  const { channel, me, name, threadTs } = props;
  const { commands } = usePage();
  const key = draftKey(me.id, channel.id, threadTs);
  const text = useStore(drafts, (now) => now[key] ?? "");
  const [files, setFiles] = useState<readonly UploadedFile[]>([]);
  const [broadcast, setBroadcast] = useState(false);
  const [marked, setMarked] = useState(0);
  const [hidden, setHidden] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();

  const found = hidden || threadTs !== undefined ? [] : suggestionsFor(commands, text);
  const at = Math.min(marked, found.length - 1);
  const type = (typed: string): void => {
    setDraft(key, typed);
    setMarked(0);
    setHidden(false);
  };
  const complete = ({ command }: SlashCommand): void => {
    type(`${command} `);
    box.current?.focus();
  };

  const sending = useQueue(async (deed: Deed, typed: string, attached: readonly UploadedFile[]) => {
    const { ok } = await perform(deed);
    // What was not sent can be tried again.
    if (!ok && restoreDraft(key, typed)) setFiles(attached);
  });
  const canSend = text.trim() !== "" || files.length > 0;
  const send = (): void => {
    const typed = text.trim();
    const asCommand = isCommand(typed) && files.length === 0;
    const refusal = asCommand ? refusalOf(commands, typed, threadTs) : undefined;
    if (refusal !== undefined) toast(refusal);
    if (!canSend || refusal !== undefined) return;
    const where = { user: me.id, channel: channel.id, text: typed };
    const said: Deed = {
      do: "say",
      ...where,
      ...(threadTs === undefined ? {} : { threadTs, broadcast }),
      ...(files.length === 0 ? {} : { files }),
    };
    sending.start(asCommand ? { do: "command", ...where } : said, typed, files);
    setDraft(key, "");
    setFiles([]);
    setBroadcast(false);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const suggestion = found[at];
    const isWhole = commandIn(commands, text) !== undefined;
    if (suggestion !== undefined && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setMarked((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (suggestion !== undefined && event.key === "Tab" && !event.shiftKey && !isWhole) {
      event.preventDefault();
      complete(suggestion);
    } else if (suggestion !== undefined && event.key === "Escape") {
      setHidden(true);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (suggestion !== undefined && !isWhole) complete(suggestion);
      else send();
    }
  };

  const label = threadTs === undefined ? `Message ${name}` : "Reply";
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {found.length > 0 && (
        <Suggestions id={listId} commands={found} marked={at} choose={complete} />
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          id={threadTs === undefined ? COMPOSER_ID.channel : COMPOSER_ID.thread}
          aria-label={label}
          placeholder={threadTs === undefined ? `${label}, or / for commands` : "Reply…"}
          rows={1}
          value={text}
          aria-autocomplete="list"
          aria-controls={found.length > 0 ? listId : undefined}
          aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
          onInput={(e) => type(e.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Attached
          files={files}
          remove={(file) => setFiles(files.filter((other) => other !== file))}
        />
        <div class="composer-row">
          <AttachButton
            label="Attach a file"
            accept="*/*"
            chosen={(file) => setFiles((had) => [...had, file])}
          />
          {threadTs !== undefined && channel.imOf === undefined && (
            <label class="also">
              <input
                type="checkbox"
                checked={broadcast}
                onChange={(e) => setBroadcast(e.currentTarget.checked)}
              />
              Also send to {name}
            </label>
          )}
          <button
            type="submit"
            class="send"
            aria-label="Send"
            title="Send"
            disabled={!canSend}
            aria-busy={sending.busy}
          >
            ➤
          </button>
        </div>
      </div>
    </form>
  );
}

/** Why Slack would not run a command. */
function refusalOf(
  commands: readonly SlashCommand[],
  typed: string,
  threadTs: string | undefined,
): string | undefined {
  const name = typed.split(/\s/)[0] ?? "";
  if (commandIn(commands, typed) === undefined) return `${name} is not a valid command.`;
  if (threadTs === undefined) return undefined;
  return `${name} is not supported in threads. Slack runs an app's commands in channels only.`;
}
