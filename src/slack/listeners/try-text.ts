import { z } from "zod";
import { type PhoneNumber, userId } from "../../domain/ids.ts";
import { ACTIONS, VIEWS } from "../actions.ts";
import { triedTextBlocks } from "../blocks/tried-text.ts";
import { readTryForm, tryFormView } from "../forms/try-form.ts";
import { NOT_SUPERVISOR, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise, refuseSubmit } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { type ButtonListener, readPress } from "./pressed.ts";
import type { SubmitListener } from "./submitted.ts";

const NO_NUMBERS = "No queue has a phone number: there is nothing to try.";

/** @param queue null: those of all queues */
async function linesOf(deps: ListenerDeps, queue: string | null): Promise<PhoneNumber[]> {
  const all = await deps.flows.listQueueOverviews();
  const asked = all.filter((overview) => queue === null || overview.queue.id === queue);
  return [...new Set(asked.flatMap((overview) => overview.queue.lines))];
}

/** Try a text, in the list of queues (all numbers) and under what was saved (the queue's). */
export function openTryForm(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      if (!(await maySupervise(deps, press.by, ACTIONS.tryText))) return NOT_SUPERVISOR;
      const queue = press.value === "all" ? null : press.value;
      const lines = await linesOf(deps, queue);
      return lines.length === 0 ? sentence(NO_NUMBERS) : tryFormView(lines, { queue });
    });
  };
}

const memoryShape = z.object({ queue: z.string().nullable() });

/** Try: the same form again, with what the text would do. */
export function tryText(deps: ListenerDeps): SubmitListener {
  return async ({ ack, body, view }) => {
    const refuse = (text: string) => ack({ response_action: "errors", errors: { text } });
    const by = userId(body.user.id);
    const refusal = await refuseSubmit(deps, by, VIEWS.tryForm, "Only supervisors may try texts.");
    if (refusal !== null) return refuse(refusal);
    const memory = memoryShape.parse(JSON.parse(view.private_metadata));
    const lines = await linesOf(deps, memory.queue);
    const read = readTryForm(view.state.values, lines);
    if (read === null) return refuse(lines.length === 0 ? NO_NUMBERS : "Type a text.");
    const tried = await deps.flows.tryTextOnLine(read.line, read.text, null);
    const shown = tryFormView(lines, memory, triedTextBlocks(tried));
    return ack({ response_action: "update", view: shown });
  };
}
