import type { KnownBlock } from "@slack/types";
import type { InviteView } from "../../flows/session-views.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import {
  button,
  context,
  count,
  goesOn,
  type Message,
  mention,
  plain,
  section,
  texterLabel,
  threadLink,
  time,
} from "./elements.ts";
import { endingCard } from "./ending.ts";

/** Characters of the first text that the invite shows. */
const FIRST_WORDS = 300;

/** The Queue Session Invite in each of its states. */
export function inviteMessage(view: InviteView, workspaceUrl: string): Message {
  const words = firstWords(view.firstText, FIRST_WORDS) || "(no text)";
  return {
    text: `${headline(view)}: ${escapeMrkdwn(words)}`,
    blocks: [
      section(
        `*${escapeMrkdwn(view.queue)}* · text from *${escapeMrkdwn(texterLabel(view))}* to ${view.line}`,
      ),
      { type: "section", text: plain(words) },
      ...stateBlocks(view, workspaceUrl),
      context(facts(view, workspaceUrl)),
      ...buttons(view),
    ],
  };
}

function headline(view: InviteView): string {
  const about = `${escapeMrkdwn(`${view.queue}, ${texterLabel(view)}`)}`;
  switch (view.state.kind) {
    case "waiting":
      return `Text waiting for ${about}`;
    case "active":
      return `Accepted by ${mention(view.state.owner)} (${about})`;
    case "ended":
      return `Ended (${about})`;
    case "moved":
      return `Goes on in another thread (${about})`;
    default:
      return view.state satisfies never;
  }
}

function stateBlocks(view: InviteView, workspaceUrl: string): KnownBlock[] {
  const { state } = view;
  switch (state.kind) {
    case "waiting":
      if (state.allBusy) {
        return [section(":hourglass: *All agents are busy.* The next one who is free can accept.")];
      }
      if (state.offeredUntil !== null) {
        const names = state.mention.map(mention).join(" ");
        return [section(`:bell: Offered to ${names} until ${time(state.offeredUntil)}`)];
      }
      return state.mention.length > 0 ? [section(state.mention.map(mention).join(" "))] : [];
    case "active":
      return [
        section(
          `:white_check_mark: *Accepted by ${mention(state.owner)}* ${time(state.acceptedAt)}`,
        ),
      ];
    case "ended":
      return [endingCard(state.ending)];
    case "moved":
      return [section(`:arrow_right: *${goesOn(state.to, workspaceUrl)}*`)];
    default:
      return state satisfies never;
  }
}

function facts(view: InviteView, workspaceUrl: string): string {
  const all = [`Waiting since ${time(view.waitingSince)}`, count(view.textCount, "text")];
  if (view.cameFrom !== null) all.push(`transferred from ${escapeMrkdwn(view.cameFrom)}`);
  if (view.earlierSessions > 0) all.push(count(view.earlierSessions, "earlier session"));
  if (view.previous) all.push(threadLink(workspaceUrl, view.previous, "last thread"));
  return all.join(" · ");
}

function buttons(view: InviteView): KnownBlock[] {
  if (view.state.kind !== "waiting") return [];
  const style = view.state.allBusy ? undefined : "primary";
  return [
    {
      type: "actions",
      elements: [
        button("Accept", ACTIONS.accept, view.session, style),
        button("Decline", ACTIONS.decline, view.session),
      ],
    },
  ];
}
