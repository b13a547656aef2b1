import { z } from "zod";
import { sessionId, userId } from "../../domain/ids.ts";
import { NAME_BLOCK, nameFormView } from "../forms/name-form.ts";
import { readText } from "../forms/values.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { isKnownSupervisor, SLOW } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";
import type { SubmitListener } from "./submitted.ts";

const NOT_YOURS = "Only the owner of an open session or a supervisor can name its texter.";

/** Name in a thread's header: opens the form. */
export function openNameForm(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      const session = sessionId(press.value);
      const isSupervisor = await deps.flows.isSupervisor(press.by);
      const named = await deps.flows.readTexterName({ session, by: press.by, isSupervisor });
      if (named !== null) return nameFormView(named.texter, named.name, { session });
      logRefusal(deps, press.by, args.action.action_id, "not the owner");
      return sentence(NOT_YOURS);
    });
  };
}

const memory = z.object({ session: z.string() });

/** Save in the form of Name. The header and the invite then show it. */
export function saveName(deps: ListenerDeps): SubmitListener {
  return async ({ ack, body, view }) => {
    const by = userId(body.user.id);
    const isSupervisor = await isKnownSupervisor(deps, by);
    const result = await deps.flows.nameTexter({
      session: sessionId(memory.parse(JSON.parse(view.private_metadata)).session),
      by,
      isSupervisor: isSupervisor === true,
      typed: readText(view.state.values, NAME_BLOCK) ?? "",
    });
    const refuse = (why: string) =>
      ack({ response_action: "errors", errors: { [NAME_BLOCK]: why } });
    switch (result.kind) {
      case "named":
        return ack();
      case "not_yours":
        if (isSupervisor === null) return refuse(SLOW);
        logRefusal(deps, by, view.callback_id, "not the owner");
        return refuse(NOT_YOURS);
      case "too_long":
        return refuse(`A name can have ${result.max} characters at the most.`);
      default:
        return result satisfies never;
    }
  };
}
