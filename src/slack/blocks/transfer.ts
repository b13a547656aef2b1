import type { KnownBlock } from "@slack/types";
import type { OfferOutcome } from "../../domain/transfer.ts";
import type { OfferedSession, TransferOfferView } from "../../flows/transfer-views.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import {
  button,
  context,
  type Message,
  mention,
  section,
  texterLabel,
  threadLink,
  time,
} from "./elements.ts";

/** An offer in the session's thread: with buttons while it is open, with what came of it after. */
export function offerMessage(view: TransferOfferView): Message {
  const text = view.outcome === null ? offerSentence(view) : OVER[view.outcome](view);
  const blocks: KnownBlock[] = [context(text)];
  if (view.outcome === null) {
    blocks.push({
      type: "actions",
      elements: [
        button("Accept", ACTIONS.acceptOffer, view.offer, "primary"),
        button("Decline", ACTIONS.declineOffer, view.offer),
        button("Cancel offer", ACTIONS.cancelOffer, view.offer),
      ],
    });
  }
  return { text, blocks };
}

function offerSentence({ from, to, by, until }: TransferOfferView): string {
  const whose = by === from ? "this session" : `this session of ${mention(from)}`;
  return `:bell: ${mention(to)}: ${mention(by)} offers you ${whose}, until ${time(until)}. ${mention(from)} has it until you accept.`;
}

const OVER: Readonly<Record<OfferOutcome, (view: TransferOfferView) => string>> = {
  accepted: ({ from, to }) =>
    `:white_check_mark: ${mention(to)} accepted this session from ${mention(from)}.`,
  declined: ({ to }) => `:heavy_multiplication_x: ${mention(to)} declined the offer.`,
  cancelled: ({ to }) => `:heavy_multiplication_x: The offer to ${mention(to)} was cancelled.`,
  expired: ({ to }) =>
    `:hourglass: The offer to ${mention(to)} is over: there was no answer in time.`,
  unavailable: ({ to }) =>
    `:heavy_multiplication_x: The offer to ${mention(to)} is over: they can't take it any more.`,
  withdrawn: ({ from, to }) =>
    `:heavy_multiplication_x: The offer to ${mention(to)} is over: ${mention(from)} does not have this session any more.`,
};

/** The same, told to the agent in a direct message. */
export function offeredMessage(offered: OfferedSession, workspaceUrl: string): Message {
  const { by, until, queue, thread } = offered;
  const who = `*${escapeMrkdwn(texterLabel(offered))}* (${escapeMrkdwn(queue)})`;
  const where = thread === null ? "its thread" : threadLink(workspaceUrl, thread, "its thread");
  const text = `:bell: ${mention(by)} offers you the session with ${who}. Accept or decline it in ${where} until ${time(until)}.`;
  return { text, blocks: [section(text)] };
}
