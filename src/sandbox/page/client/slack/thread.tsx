import type { VNode } from "preact";
import type { Channel, Person } from "../model.ts";
import { closeThread } from "../state/ui.ts";
import { usePage } from "../state/viewer.ts";
import { Skip } from "../ui/skip.tsx";
import { COMPOSER_ID, Composer } from "./composer.tsx";
import { Entries } from "./entries.tsx";

/** A thread beside its channel. */
export function ThreadPane(props: {
  readonly channel: Channel;
  readonly me: Person;
  readonly ts: string;
}): VNode {
  const { channel, me, ts } = props;
  const page = usePage();
  const name = channel.imOf === undefined ? `#${channel.name}` : page.bot.name;
  const isMember = channel.members.includes(me.id) && !channel.isArchived;
  const isThere = page.messages.some((one) => one.channel === channel.id && one.ts === ts);
  const canWrite = isMember && isThere;
  return (
    <section class="pane thread" aria-label="Thread">
      <header class="pane-head">
        <h2>Thread</h2>
        <span class="members">{name}</span>
        <button type="button" class="icon" aria-label="Close thread" onClick={closeThread}>
          ×
        </button>
      </header>
      {canWrite && <Skip to={COMPOSER_ID.thread} words="Skip to the reply box" />}
      <Entries
        key={`${me.id} ${ts}`}
        channel={channel}
        me={me}
        threadTs={ts}
        empty="This message is not there any more."
      />
      {canWrite && (
        <Composer
          key={`${me.id} ${channel.id} ${ts}`}
          channel={channel}
          me={me}
          name={name}
          threadTs={ts}
        />
      )}
    </section>
  );
}
