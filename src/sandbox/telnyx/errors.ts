import type { Answer } from "../faults.ts";

/** Telnyx's messaging errors that the fake answers with (developers.telnyx.com/api/errors). */
const known: Readonly<Record<string, { status: number; title: string; detail: string }>> = {
  "10005": {
    status: 404,
    title: "Resource not found",
    detail: "The requested resource is unknown.",
  },
  "10009": {
    status: 401,
    title: "Authentication failed",
    detail: "The required authentication headers were either invalid or not included.",
  },
  "10011": { status: 429, title: "Too many requests", detail: "The rate limit was exceeded." },
  "10015": { status: 400, title: "Bad Request", detail: "The request body is not valid JSON." },
  "40001": { status: 400, title: "Not routable", detail: "The number is a landline." },
  "40006": {
    status: 400,
    title: "Recipient server unavailable",
    detail: "The recipient server is unavailable or not responding.",
  },
  "40008": { status: 400, title: "Undeliverable", detail: "The recipient is not reachable." },
  "40300": {
    status: 409,
    title: "Blocked due to STOP message",
    detail: "Messages cannot be sent from this number to that one: the recipient sent STOP.",
  },
  "40302": {
    status: 400,
    title: "Message too large",
    detail: "The message has more than 10 parts.",
  },
  "40305": {
    status: 400,
    title: "Invalid 'from' address",
    detail: "The from address is not a number of the messaging profile.",
  },
  "40310": {
    status: 400,
    title: "Invalid 'to' address",
    detail: "The 'to' address must be in +E.164 format.",
  },
  "40316": {
    status: 400,
    title: "No content provided",
    detail: "The message has neither text nor media.",
  },
  "40318": { status: 400, title: "Queue full", detail: "The messaging queue is full." },
};

/** One error as answers and receipts carry it. */
export interface TelnyxErrorObject {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** The error object of a code. */
export function errorObject(code: string): TelnyxErrorObject {
  const { title, detail } = known[code] ?? { title: `Error ${code}`, detail: "As it happens." };
  return { code, title, detail };
}

/** The error answer of a code: its HTTP status (400 for codes not listed here) and its body. */
export function errorAnswer(code: string): Answer {
  return { status: known[code]?.status ?? 400, body: { errors: [errorObject(code)] } };
}
