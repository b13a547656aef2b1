import type { VNode } from "preact";
import { BlockHostProvider } from "../blocks/host.ts";
import type { Ephemeral, Person } from "../model.ts";
import { dateOfTs, timeOf } from "../mrkdwn/dates.ts";
import { dismiss } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { Avatar } from "./avatar.tsx";
import { Content } from "./message.tsx";

/** A message that only the person sees. */
export function EphemeralRow(props: { readonly ephemeral: Ephemeral; readonly me: Person }): VNode {
  const { ephemeral, me } = props;
  const { bot } = usePage();
  const at = dateOfTs(ephemeral.ts);
  return (
    <article class="message ephemeral" aria-label={`${bot.name}, only visible to you`}>
      <div class="message-side">
        <Avatar user={bot.userId} />
      </div>
      <div class="message-main">
        <div class="note">
          <span aria-hidden="true">👁</span> Only visible to you ·{" "}
          <button type="button" class="linkish" onClick={() => dismiss(ephemeral.ts)}>
            Dismiss
          </button>
        </div>
        <div class="message-head">
          <b class="author">{bot.name}</b>
          <span class="badge">APP</span>
          <time class="message-time" dateTime={at.toISOString()}>
            {timeOf(at)}
          </time>
        </div>
        <BlockHostProvider value={{ place: { in: "ephemeral", ts: ephemeral.ts }, user: me.id }}>
          <Content text={ephemeral.text} blocks={ephemeral.blocks} />
        </BlockHostProvider>
      </div>
    </article>
  );
}
