import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { sendJson } from "./http.ts";
import type { Fields } from "./json.ts";

/** Something that goes wrong in a fake, on purpose. */
export interface Fault {
  /** The call it strikes, e.g. `chat.postMessage` or `messages.send`; `*` for every call. */
  readonly call: string;
  /** Strikes only calls with such arguments. */
  readonly match?: (args: Fields) => boolean;
  /** How many calls it strikes before it is spent. Default 1; `Infinity` for all of them. */
  readonly times?: number;
  /** Answers with this HTTP status instead. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer's body: an object goes as JSON, a string as it is (a gateway's HTML, say). */
  readonly body?: string | Fields;
  /**
   * Waits so many ms before the work (which is then done even if the caller has given up), or with
   * `afterEffect` between work and answer. Alone, it is all that happens.
   */
  readonly delayMs?: number;
  /** Never answers. */
  readonly hang?: boolean;
  /**
   * Cuts the connection: `true` before the answer; `"body"` in the middle of its body, when the
   * work is always done.
   */
  readonly cut?: boolean | "body";
  /** The work is done first; the fault then hides the answer. */
  readonly afterEffect?: boolean;
  /** Refuses with this error of the platform (a Slack error name, a Telnyx error code). */
  readonly error?: string;
}

/** A fault that was added. */
export interface AddedFault {
  /** How many calls it has struck. */
  readonly struck: number;
  remove(): void;
}

/** The faults waiting to strike. The first added that fits a call strikes it, alone. */
export interface Faults {
  add(fault: Fault): AddedFault;
  clear(): void;
  /** The fault that strikes this call, counted as used; undefined if none does. */
  take(call: string, args: Fields): Fault | undefined;
}

/** An empty list of faults. */
export function createFaults(): Faults {
  const waiting: { fault: Fault; struck: number }[] = [];
  return {
    add(fault) {
      const entry = { fault, struck: 0 };
      waiting.push(entry);
      return {
        get struck() {
          return entry.struck;
        },
        remove() {
          const at = waiting.indexOf(entry);
          if (at >= 0) waiting.splice(at, 1);
        },
      };
    },
    clear() {
      waiting.length = 0;
    },
    take(call, args) {
      const entry = waiting.find(
        ({ fault, struck }) =>
          (fault.call === call || fault.call === "*") &&
          struck < (fault.times ?? 1) &&
          (fault.match === undefined || fault.match(args)),
      );
      if (entry === undefined) return undefined;
      entry.struck += 1;
      return entry.fault;
    },
  };
}

/** An answer that a fake is about to give. */
export interface Answer {
  readonly status: number;
  readonly body: Fields;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Does the work of one call and answers it, through the fault that strikes it, if any.
 *
 * @param work does what the call asks and says the answer; left out where the fault strikes before
 * @param refusal the platform's own error answer for `fault.error`
 * @param closing ends waits when the fake closes
 * @returns the answer of the work; null when the work was not done
 */
export async function answerThrough(
  res: ServerResponse,
  fault: Fault | undefined,
  work: () => Answer,
  refusal: (error: string) => Answer,
  closing: AbortSignal,
): Promise<Answer | null> {
  const pause = async (): Promise<void> => {
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: closing });
  };
  if (fault === undefined || (!hidesAnswer(fault) && fault.afterEffect !== true)) {
    await pause();
    const answer = work();
    sendJson(res, answer.status, answer.body, answer.headers);
    return answer;
  }
  if (fault.afterEffect === true || fault.cut === "body") {
    const answer = work();
    await pause();
    if (hidesAnswer(fault)) strike(res, fault, answer, refusal);
    else sendJson(res, answer.status, answer.body, answer.headers);
    return answer;
  }
  await pause();
  strike(res, fault, null, refusal);
  return null;
}

function hidesAnswer(fault: Fault): boolean {
  return (
    fault.hang === true ||
    (fault.cut ?? false) !== false ||
    fault.status !== undefined ||
    fault.body !== undefined ||
    fault.error !== undefined
  );
}

function strike(
  res: ServerResponse,
  fault: Fault,
  answer: Answer | null,
  refusal: (error: string) => Answer,
): void {
  if (fault.hang === true) return;
  if (fault.cut === "body" && answer !== null) {
    const bytes = Buffer.from(JSON.stringify(answer.body));
    res.writeHead(answer.status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(bytes.length),
    });
    res.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => res.destroy());
    return;
  }
  if (fault.cut === true) {
    res.destroy();
    return;
  }
  if (fault.error !== undefined) {
    const refused = refusal(fault.error);
    sendJson(res, fault.status ?? refused.status, refused.body, {
      ...refused.headers,
      ...fault.headers,
    });
    return;
  }
  const status = fault.status ?? 200;
  if (typeof fault.body === "string") {
    res.writeHead(status, { "content-type": "text/html", ...fault.headers }).end(fault.body);
    return;
  }
  sendJson(res, status, fault.body ?? {}, { ...fault.headers });
}
