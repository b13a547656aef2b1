import type { VNode } from "preact";
import type { Channel, Person } from "../model.ts";
import { nameOf, usePage } from "../state/viewer.ts";
import { Skip } from "../ui/skip.tsx";
import { COMPOSER_ID, Composer } from "./composer.tsx";
import { Entries } from "./entries.tsx";

/** A channel, or the direct messages with the app. */
export function ChannelPane(props: { readonly channel: Channel; readonly me: Person }): VNode {
  const { channel, me } = props;
  const page = usePage();
  const isDirect = channel.imOf !== undefined;
  const name = isDirect ? page.bot.name : `#${channel.name}`;
  const canWrite = channel.members.includes(me.id) && !channel.isArchived;
  const members = channel.members
    .filter((id) => id !== page.bot.userId)
    .map((id) => nameOf(page, id));
  return (
    <section class="pane channel" aria-label={isDirect ? "Messages" : `Channel ${channel.name}`}>
      <header class="pane-head">
        <h2>{isDirect ? name : <ChannelName channel={channel} />}</h2>
        {!isDirect && <span class="members">{members.join(", ")}</span>}
      </header>
      {canWrite && <Skip to={COMPOSER_ID.channel} words="Skip to the message box" />}
      <Entries
        channel={channel}
        me={me}
        empty={
          isDirect
            ? `Nothing from ${name} yet.`
            : `Nothing in ${name} yet. Text from a phone, or type / for commands.`
        }
      />
      {canWrite ? (
        <Composer key={`${me.id} ${channel.id}`} channel={channel} me={me} name={name} />
      ) : (
        <p class="closed">
          {channel.isArchived
            ? `${name} is archived.`
            : `${me.name} is not a member of ${name}, and can only look.`}
        </p>
      )}
    </section>
  );
}

function ChannelName({ channel }: { readonly channel: Channel }): VNode {
  return (
    <>
      <span aria-hidden="true" class="mark">
        {channel.isPrivate ? "🔒" : "#"}
      </span>{" "}
      {channel.name}
    </>
  );
}
