import type { VNode } from "preact";
import type { Message, Person } from "../model.ts";
import { emojiNamed } from "../mrkdwn/emoji.ts";
import { perform } from "../state/deeds.ts";
import { ask, openThread } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";

const OFFERED = ["white_check_mark", "eyes", "+1", "raised_hands", "heart", "joy", "tada", "wave"];

/** What can be done with a message: shown beside it while it is pointed at or holds the focus. */
export function MessageMenu(props: {
  readonly message: Message;
  readonly me: Person;
  readonly inThread: boolean;
  readonly edit: () => void;
}): VNode {
  const { message, me, inThread, edit } = props;
  const { messageShortcuts } = usePage();
  const { channel, ts } = message;
  const target = { user: me.id, channel, ts };

  const reactions = OFFERED.map(
    (name): MenuItem => ({
      label: emojiNamed(name) ?? name,
      name: name.replaceAll("_", " "),
      run: () => void perform({ do: "react", ...target, name }),
    }),
  );
  const remove = async (): Promise<void> => {
    const sure = await ask({
      title: "Delete message",
      text: "Are you sure you want to delete this message? This cannot be undone.",
      yes: "Delete",
      no: "Cancel",
      danger: true,
    });
    if (sure) await perform({ do: "delete", ...target });
  };
  const isOwn = message.user === me.id;
  const more: MenuItem[] = [
    ...messageShortcuts.map(({ callbackId, name }) => ({
      label: name,
      run: () => void perform({ do: "message_shortcut", ...target, callbackId }),
    })),
    ...(isOwn ? [{ label: "Edit message", run: edit }] : []),
    ...(isOwn || me.isAdmin
      ? [{ label: "Delete message", danger: true, run: () => void remove() }]
      : []),
  ];

  return (
    <div class="message-menu">
      <Menu label="Add reaction" button="☺" buttonClass="icon" items={reactions} shape="grid" />
      {!inThread && (
        <button
          type="button"
          class="icon"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => openThread({ channel, ts: message.threadTs ?? ts })}
        >
          💬
        </button>
      )}
      {more.length > 0 && <Menu label="More actions" button="⋮" buttonClass="icon" items={more} />}
    </div>
  );
}
