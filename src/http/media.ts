import type { Flows } from "../flows/flows.ts";
import { HttpError } from "./errors.ts";
import type { Route } from "./server.ts";

/** `GET /media/<token>`: a file for Telnyx, for as long as its token lasts. */
export function mediaRoute(readMedia: Flows["readOutboundMedia"]): Route {
  return async (request, response) => {
    const token = /^\/media\/([0-9a-f]{64})(?:\?|$)/.exec(request.url ?? "")?.[1];
    const file = token === undefined ? null : await readMedia(token);
    if (file === null) throw new HttpError(404, "there is no such file (any more)");
    response.writeHead(200, {
      "content-type": file.contentType,
      "content-length": file.bytes.length,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    response.end(request.method === "HEAD" ? undefined : file.bytes);
  };
}
