import type { VNode } from "preact";
import type { Channel } from "../model.ts";
import { type Place, showPlace } from "../state/ui.ts";
import { channelIsUnread } from "../state/unread.ts";
import { channelsOf, directMessagesOf, type Shown, usePage, useUi } from "../state/viewer.ts";

/** The places of the workspace that a person can go to. */
export function Sidebar({ shown }: { readonly shown: Shown }): VNode {
  const page = usePage();
  const now = useUi();
  const { me, place } = shown;
  const messages = directMessagesOf(page, me);
  const news = (channel: Channel | undefined): boolean =>
    channel !== undefined && channelIsUnread(page, now, me, channel);
  return (
    <nav class="sidebar" aria-label="Workspace">
      <h2>Channels</h2>
      <ul>
        {channelsOf(page, me).map((channel) => (
          <PlaceLink
            key={channel.id}
            mark={channel.isPrivate ? "🔒" : "#"}
            name={channel.name}
            place={{ kind: "channel", id: channel.id }}
            isHere={place.kind === "channel" && place.id === channel.id}
            isUnread={news(channel)}
            isMuted={!channel.members.includes(me.id)}
          />
        ))}
      </ul>
      <h2>{page.bot.name}</h2>
      <ul>
        <PlaceLink
          mark="⌂"
          name="Home"
          place={{ kind: "home" }}
          isHere={place.kind === "home"}
          isUnread={false}
          isMuted={false}
        />
        <PlaceLink
          mark="✉"
          name="Messages"
          place={{ kind: "messages" }}
          isHere={place.kind === "messages"}
          isUnread={news(messages)}
          isMuted={false}
        />
      </ul>
    </nav>
  );
}

function PlaceLink(props: {
  readonly mark: string;
  readonly name: string;
  readonly place: Place;
  readonly isHere: boolean;
  readonly isUnread: boolean;
  readonly isMuted: boolean;
}): VNode {
  const classes = ["place"];
  if (props.isHere) classes.push("here");
  if (props.isUnread) classes.push("unread");
  if (props.isMuted) classes.push("muted");
  return (
    <li>
      <button
        type="button"
        class={classes.join(" ")}
        aria-current={props.isHere ? "page" : undefined}
        onClick={() => showPlace(props.place)}
      >
        <span class="mark" aria-hidden="true">
          {props.mark}
        </span>
        <span class="place-name">{props.name}</span>
        {props.isUnread && (
          <span class="dot">
            <span class="hidden">, unread</span>
          </span>
        )}
      </button>
    </li>
  );
}
