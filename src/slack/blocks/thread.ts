import type { KnownBlock } from "@slack/types";
import { durationWords, inMinutes } from "../../domain/duration.ts";
import type { UserId } from "../../domain/ids.ts";
import type { NewPlace } from "../../flows/ports.ts";
import type { HandBackWhy, TransferFailure } from "../../flows/session-jobs.ts";
import type { HeaderView, ShownText, TextEntry, ThreadEntry } from "../../flows/session-views.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn, plainTextSections } from "../text/to-slack.ts";
import { ANSWER_NAMES } from "./answer-names.ts";
import {
  button,
  confirmation,
  context,
  count,
  goesOn,
  type Message,
  mention,
  section,
  texterLabel,
  time,
} from "./elements.ts";
import { endingCard, endingSentence } from "./ending.ts";
import { historyLine } from "./texter-history.ts";

/**
 * The first message of an accepted session's thread.
 *
 * @param lastAgent the name of the texter's last agent: a mention would call them
 */
export function headerMessage(
  view: HeaderView,
  workspaceUrl: string,
  lastAgent: string | null,
): Message {
  const who = `*${escapeMrkdwn(texterLabel(view))}* · ${escapeMrkdwn(view.queue)} · line ${view.line}`;
  const blocks: KnownBlock[] = [
    section(`${who}\n${ownership(view)} since ${time(view.since)}`),
    context(historyLine(view.history, workspaceUrl, lastAgent)),
    explanation(view, workspaceUrl),
  ];
  if (view.ending === null && view.owner !== null && view.movedTo === null) {
    blocks.push({
      type: "actions",
      elements: [
        button("Replies", ACTIONS.openReplies, view.session),
        button("Transfer", ACTIONS.transfer, view.session),
        button("Name", ACTIONS.nameTexter, view.session),
        { ...button("Hand back", ACTIONS.handBack, view.session), confirm: HAND_BACK },
        button("End", ACTIONS.end, view.session, "danger"),
      ],
    });
  }
  if (view.reopenUntil !== null && view.movedTo === null) {
    blocks.push(
      { type: "actions", elements: [button("Reopen", ACTIONS.reopen, view.session)] },
      context(`*Reopen* goes on with it here, until ${time(view.reopenUntil)}.`),
    );
  }
  return {
    text: `Conversation with ${escapeMrkdwn(`${texterLabel(view)}, ${view.queue}`)}`,
    blocks,
  };
}

const HAND_BACK = confirmation({
  title: "Hand this session back?",
  text: "The texter waits again, at the original place, and the queue's agents are called. What you write here after that is not sent.",
  yes: "Hand back",
  no: "Keep it",
});

function ownership({ owner, ending }: HeaderView): string {
  if (owner !== null) return `with ${mention(owner)}`;
  return ending === null ? "waiting" : "waited";
}

function explanation({ owner, ending, movedTo }: HeaderView, workspaceUrl: string): KnownBlock {
  if (movedTo !== null) return context(left(movedTo, workspaceUrl));
  if (ending !== null) return endingCard(ending);
  return context(
    owner === null
      ? "Nobody has this session now. Press *Accept* above to go on with it."
      : `Messages that ${mention(owner)} writes in this thread are sent as SMS. Begin a message with \`//\` for a note that is not sent.`,
  );
}

function left(to: NewPlace, workspaceUrl: string): string {
  return `:arrow_right: ${goesOn(to, workspaceUrl)} Nothing that is written here is sent.`;
}

/** One entry of the thread. What the texter wrote stands by itself; everything else is small. */
export function entryMessage(entry: ThreadEntry, workspaceUrl: string): Message {
  switch (entry.kind) {
    case "from_texter":
      return fromTexter(entry, { timed: entry.late });
    case "texts_together": {
      const shown = entry.texts.map((text) => fromTexter(text, { timed: true }));
      return {
        text: shown.map(({ text }) => text).join("\n"),
        blocks: shown.flatMap(({ blocks }) => blocks),
      };
    }
    case "earlier_texts":
      return earlierTexts(entry.texts);
    case "moved":
      return notice(left(entry.to, workspaceUrl));
    case "automatic": {
      const label =
        entry.failed === null
          ? `:robot_face: ${ANSWER_NAMES[entry.why]}, sent to the texter:`
          : `:warning: ${ANSWER_NAMES[entry.why]}, *not delivered* (${escapeMrkdwn(entry.failed)}):`;
      return {
        text: `${label} ${escapeMrkdwn(entry.text)}`,
        blocks: [context(label), ...plainTextSections(entry.text)],
      };
    }
    case "automatic_failed":
      return notice(
        `:warning: The ${ANSWER_NAMES[entry.why]} has not reached the texter: ${escapeMrkdwn(entry.failed)}.`,
      );
    case "ended": {
      const text = `:checkered_flag: ${endingSentence(entry.ending)}`;
      return { text, blocks: [context(text)] };
    }
    case "sent_instead": {
      const label = `:pencil2: Sent instead by ${mention(entry.by)}:`;
      return {
        text: `${label} ${escapeMrkdwn(entry.text)}`,
        blocks: [context(label), ...plainTextSections(entry.text)],
      };
    }
    case "reply": {
      const label = `:speech_balloon: ${mention(entry.by)}, sent to the texter:`;
      return {
        text: `${label} ${escapeMrkdwn(entry.text)}`,
        blocks: [context(label), ...plainTextSections(entry.text)],
      };
    }
    case "sent_anyway": {
      const label = `:loudspeaker: ${mention(entry.owner)}: ${mention(entry.by)}, a supervisor, has sent this to the texter. The session stays with ${mention(entry.owner)}.`;
      return {
        text: `${label} ${escapeMrkdwn(entry.text)}`,
        blocks: [context(label), ...plainTextSections(entry.text)],
      };
    }
    case "media_refused":
      return notice(
        `:paperclip: A file that the texter sent can't be shown: ${escapeMrkdwn(entry.why)}.`,
      );
    case "opted_out":
      return notice(
        ":no_entry: The texter opted out of texts (STOP). Nothing more can be sent to this number until the texter sends START.",
      );
    case "opted_in":
      return notice(":white_check_mark: The texter takes texts again (START).");
    case "offered":
      return notice(`:bell: ${mention(entry.to)}, this one is offered to you now.`);
    case "handed_back": {
      return notice(
        `:leftwards_arrow_with_hook: ${called(entry.mention)}${mention(entry.from)} ${HANDED_BACK[entry.why]}. The texter waits again, at the original place: press *Accept* above to go on.`,
      );
    }
    case "taken_over":
      return notice(
        `:arrows_counterclockwise: ${mention(entry.by)} has taken this session over from ${mention(entry.from)}. From now on ${mention(entry.by)}'s messages here go to the texter.`,
      );
    case "reopened":
      return notice(
        `:arrows_counterclockwise: ${mention(entry.by)} has reopened this session. From now on ${mention(entry.by)}'s messages here go to the texter, who was not told.`,
      );
    case "transferred":
      return notice(
        `:arrows_counterclockwise: ${mention(entry.from)} has given this session to ${mention(entry.to)}. From now on ${mention(entry.to)}'s messages here go to the texter.`,
      );
    case "queue_changed": {
      const what = entry.by === entry.from ? "this session" : `${mention(entry.from)}'s session`;
      const queues = `from ${escapeMrkdwn(entry.fromQueue)} to *${escapeMrkdwn(entry.toQueue)}*`;
      return notice(
        `:arrow_right: ${called(entry.mention)}${mention(entry.by)} transferred ${what} ${queues}. The texter was not told and waits there, at the original place: press *Accept* above to go on.`,
      );
    }
    case "transfer_failed":
      return notice(
        `:leftwards_arrow_with_hook: ${mention(entry.owner)}: ${mention(entry.to)} ${TRANSFER_FAILED[entry.outcome]}. You still have this session; press *Transfer* above to offer it to somebody else.`,
      );
    case "accepted_again":
      return notice(`:white_check_mark: ${mention(entry.by)} has this session now.`);
    case "live_again":
      return notice(
        `:bell: ${called(entry.mention)}somebody is free again: this one can be accepted now.`,
      );
    case "open_to_all":
      return notice(
        `:bell: ${called(entry.mention)}this one is offered to nobody alone any more: every agent can accept it now.`,
      );
    case "reply_warning":
      return notice(
        `:hourglass_flowing_sand: ${mention(entry.owner)}, the texter has waited for your answer for ${durationWords(inMinutes(entry.waitedMs))}. Without one this session goes back to the line ${time(entry.backAt)}; a line such as “one moment” is enough, a note is not.`,
      );
    case "reminder":
      return notice(
        `:alarm_clock: ${called(entry.mention)}nobody has accepted this for ${count(entry.minutes, "minute")}.`,
      );
    default:
      return entry satisfies never;
  }
}

/** @param how.timed whether it says when it was sent: Slack's own time is not near it */
function fromTexter(entry: TextEntry, how: { readonly timed: boolean }): Message {
  // Slack refuses blocks of blanks.
  const words = entry.text.trim() === "" ? "(no text)" : entry.text;
  const blocks: KnownBlock[] = plainTextSections(words);
  const remarks: string[] = [];
  if (how.timed) remarks.push(`sent ${time(entry.sentAt)}${entry.late ? ", arrived late" : ""}`);
  if (entry.afterEnd) remarks.push("came after the end; no new session was begun");
  if (entry.mediaCount > 0) {
    remarks.push(`:paperclip: ${count(entry.mediaCount, "file")} came with it`);
  }
  if (remarks.length > 0) blocks.push(context(remarks.join(" · ")));
  return { text: escapeMrkdwn(words), blocks };
}

/** The conversation so far, each text under who wrote it and when. */
function earlierTexts(texts: readonly ShownText[]): Message {
  const heading = ":scroll: *The conversation so far*";
  const said = texts.map((text) => ({
    by: saidBy(text),
    words: text.text.trim() === "" ? "(no text)" : text.text,
  }));
  return {
    // All of it: where Slack does not like the blocks, this is what is posted.
    text: [heading, ...said.map(({ by, words }) => `${by}\n${escapeMrkdwn(words)}`)].join("\n"),
    blocks: [
      context(heading),
      ...said.flatMap(({ by, words }) => [context(by), ...plainTextSections(words)]),
    ],
  };
}

function saidBy({ from, at, mediaCount, failed }: ShownText): string {
  const parts = [writer(from), time(at)];
  if (mediaCount > 0) parts.push(`:paperclip: ${count(mediaCount, "file")} came with it`);
  if (failed !== null) parts.push(`:warning: *not delivered* (${escapeMrkdwn(failed)})`);
  return parts.join(" · ");
}

function writer(from: ShownText["from"]): string {
  switch (from.kind) {
    case "texter":
      return ":speech_balloon: Texter";
    case "agent":
      return mention(from.user);
    case "automatic":
      return `:robot_face: ${ANSWER_NAMES[from.why]}`;
    default:
      return from satisfies never;
  }
}

function called(users: readonly UserId[]): string {
  return users.map((user) => `${mention(user)} `).join("");
}

function notice(text: string): Message {
  return { text, blocks: [context(text)] };
}

const TRANSFER_FAILED: Readonly<Record<TransferFailure, string>> = {
  declined: "declined it",
  expired: "has not answered in time",
  unavailable: "can't take it any more (off duty, or no agent of this queue)",
};

const HANDED_BACK: Readonly<Record<HandBackWhy, string>> = {
  removed: "is no agent of this queue any more",
  deactivated: "was deactivated",
  owner: "handed this session back",
  supervisor: "had this session taken back by a supervisor",
  unanswered: "has not answered the texter in time",
};
