import { type TransactionalHandler, transactional } from "../lanes/job.ts";
import { loadEvent } from "../store/events.ts";
import { alertSupervisors } from "./alert-supervisors.ts";
import type { FlowDeps } from "./deps.ts";
import { receivedEventPayload } from "./jobs.ts";
import { receiveText } from "./receive-text.ts";
import { recordReceipt } from "./record-receipt.ts";

/** What Telnyx said, in the order in which it happened to this pair of numbers. */
export function receiveTelnyxEvent(deps: FlowDeps): TransactionalHandler {
  return transactional(receivedEventPayload, async (tx, job) => {
    const { body, aboutText } = await loadEvent(tx, job.payload.event);
    const event = deps.parseTelnyxEvent(body);
    switch (event.kind) {
      case "received":
        return receiveText(deps, tx, event);
      case "receipt":
        return recordReceipt(tx, event, aboutText);
      case "unreadable":
        return alertSupervisors(deps, tx, { kind: "unreadable_text", event: job.payload.event });
      case "other":
      case "not_json":
        throw new Error(`"${job.payload.event}" has a job but is neither a text nor a receipt`);
      default:
        return event satisfies never;
    }
  });
}
