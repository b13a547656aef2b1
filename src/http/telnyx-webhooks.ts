import type { Flows } from "../flows/flows.ts";
import type { VerifyWebhook } from "../telnyx/verify.ts";
import { readBody } from "./body.ts";
import { HttpError } from "./errors.ts";
import type { Metrics } from "./metrics.ts";
import { type Route, sendJson } from "./server.ts";

/** Bytes; a text of ten segments with all its trimmings is far below. */
const MAX_BODY = 256 * 1024;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * `POST /telnyx/webhooks`: the signature is checked over the raw bytes, the event is made durable,
 * and only then the answer is 200. `?text=<id>` names the SMS of ours that a receipt is about.
 */
export function telnyxWebhookRoute(
  verify: VerifyWebhook,
  receive: Flows["receiveTelnyxWebhook"],
  metrics: Metrics,
): Route {
  return async (request, response) => {
    const body = await readBody(request, MAX_BODY);
    const verified = await verify(body, {
      signature: single(request.headers["telnyx-signature-ed25519"]),
      timestamp: single(request.headers["telnyx-timestamp"]),
    });
    if (verified.kind === "bad") {
      metrics.webhooks.inc({ result: `refused_${verified.why}` });
      throw new HttpError(401, `the signature is ${verified.why}`);
    }
    const received = await receive(body, aboutText(request.url ?? ""));
    metrics.webhooks.inc({ result: received });
    if (received === "not_json") throw new HttpError(400, "the body is not JSON");
    sendJson(response, 200, { received });
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? undefined : header;
}

function aboutText(url: string): string | null {
  const id = new URL(url, "http://localhost").searchParams.get("text");
  return id !== null && UUID.test(id) ? id : null;
}
