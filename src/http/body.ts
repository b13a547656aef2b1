import type { IncomingMessage } from "node:http";
import { HttpError } from "./errors.ts";

/**
 * The raw bytes of a request's body, byte for byte as they were signed.
 *
 * @param limit bytes; reading stops as soon as there are more
 * @throws HttpError 413 for too much, 415 for compressed bodies, 400 for one that was cut off
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    return Promise.reject(new HttpError(415, "compressed bodies are not taken"));
  }
  if (Number(request.headers["content-length"] ?? 0) > limit) {
    return Promise.reject(new HttpError(413, `a body has at most ${limit} bytes`));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) {
        request.off("data", onData);
        request.pause();
        reject(new HttpError(413, `a body has at most ${limit} bytes`));
        return;
      }
      chunks.push(chunk);
    };
    request.on("data", onData);
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("aborted", () => reject(new HttpError(400, "the body was cut off")));
    request.once("error", reject);
  });
}
