import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { Message } from "../blocks/elements.ts";
import { loadingView, wordsView } from "../forms/plain-views.ts";
import { inTime } from "../in-time.ts";
import { answerCommand, type CommandArgs } from "./commands.ts";
import { answerPress, type ButtonArgs, type Press } from "./pressed.ts";
import { type OpenView, redrawView } from "./redraw-view.ts";

/**
 * ms that a form may take to be made. Slack lets a form be opened within 3 s of the press, and on
 * some days takes nearly as long to tell a name.
 */
const PREPARED_IN = 1_500;

/** ms for which names in a form are waited for, while it shows a word of patience. */
export const FORM_PATIENCE = 8_000;

/** Where a form was asked for, and where words go that are said in its place. */
export interface FormPlace {
  readonly client: WebClient;
  readonly triggerId: string;
  /** In a form: the new one goes over it. */
  readonly inForm?: boolean;
  readonly answer: (words: Message) => Promise<void>;
}

export function placeOfCommand(args: CommandArgs): FormPlace {
  return {
    client: args.client,
    triggerId: args.command.trigger_id,
    answer: (words) => answerCommand(args, words),
  };
}

export function placeOfPress(args: ButtonArgs, press: Press): FormPlace {
  return {
    client: args.client,
    triggerId: args.body.trigger_id,
    inForm: args.body.view?.type === "modal",
    answer: (words) => answerPress(args, press, words),
  };
}

/**
 * Opens a form. While it is long in the making (names are looked up, or whether the person may),
 * a form that says so is there in its place.
 *
 * @param prepare makes the form, or the words for somebody who does not get it
 * @returns the open form; null when there is none
 */
export async function openForm(
  place: FormPlace,
  prepare: () => Promise<ModalView | Message>,
): Promise<OpenView | null> {
  const { client } = place;
  const preparing = prepare();
  const early = await inTime(PREPARED_IN, preparing, null);
  if (early !== null) {
    if (isView(early)) return open(place, early);
    await place.answer(early);
    return null;
  }
  const loading = await open(place, loadingView());
  if (loading === null) return null;
  const late = await preparing.catch(async (error: unknown) => {
    await redrawView(client, loading, wordsView("Sorry, something went wrong. Please try again."));
    throw error;
  });
  if (isView(late)) return redrawView(client, loading, late);
  await redrawView(client, loading, wordsView(late.text));
  return null;
}

function isView(prepared: ModalView | Message): prepared is ModalView {
  return "type" in prepared;
}

async function open(
  { client, triggerId, inForm }: FormPlace,
  wanted: ModalView,
): Promise<OpenView | null> {
  const wish = { trigger_id: triggerId, view: wanted };
  const { view } = await (inForm === true ? client.views.push(wish) : client.views.open(wish));
  return view?.id === undefined || view.hash === undefined
    ? null
    : { id: view.id, hash: view.hash };
}
