import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { shownTo, usePage, useUi } from "../state/viewer.ts";
import { ChannelPane } from "./channel.tsx";
import { HomePane } from "./home.tsx";
import { Modal } from "./modal.tsx";
import { PeopleSwitch } from "./people.tsx";
import { Sidebar } from "./sidebar.tsx";
import { ThreadPane } from "./thread.tsx";

/** The Slack window, with the choice of who looks at it. */
export function Console(): VNode {
  const page = usePage();
  const shown = shownTo(page, useUi());
  const { me, channel, thread } = shown;
  const modal = page.modals.findLast(({ user }) => user === me.id);
  const isCovered = modal !== undefined;
  const last = useRef<HTMLElement | null>(null);
  // When a modal has gone, the keyboard returns to where it was.
  useEffect(() => {
    if (isCovered || document.activeElement !== document.body) return;
    if (last.current?.isConnected === true) last.current.focus();
  }, [isCovered]);
  return (
    <section class="console" aria-label="Slack">
      <PeopleSwitch me={me} />
      <div class="window">
        <div
          class={thread === null ? "window-inner" : "window-inner with-thread"}
          inert={isCovered}
          onFocusIn={(event) => {
            last.current = event.target instanceof HTMLElement ? event.target : null;
          }}
        >
          <Sidebar shown={shown} />
          {shown.place.kind === "home" ? (
            <HomePane me={me} />
          ) : channel === null ? (
            <EmptyPane isDirect={shown.place.kind === "messages"} />
          ) : (
            <ChannelPane channel={channel} me={me} />
          )}
          {channel !== null && thread !== null && (
            <ThreadPane channel={channel} me={me} ts={thread.ts} />
          )}
        </div>
        {modal !== undefined && <Modal key={modal.id} view={modal} />}
      </div>
    </section>
  );
}

function EmptyPane({ isDirect }: { readonly isDirect: boolean }): VNode {
  const { bot } = usePage();
  return (
    <section class="pane" aria-label={isDirect ? "Messages" : "Channel"}>
      <header class="pane-head">
        <h2>{isDirect ? bot.name : "Channels"}</h2>
      </header>
      <p class="empty">
        {isDirect ? `No messages from ${bot.name} yet.` : "There are no channels here."}
      </p>
    </section>
  );
}
