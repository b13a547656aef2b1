import { useRef, useState } from "preact/hooks";
import type { Deed, DeedAnswer } from "../model.ts";
import { toast } from "./ui.ts";

/**
 * Asks the server to do something. A refusal is shown on the page, and given back as well.
 */
export async function perform(deed: Deed): Promise<DeedAnswer> {
  const answer = await post(deed);
  if (!answer.ok) toast(answer.why);
  return answer;
}

async function post(deed: Deed): Promise<DeedAnswer> {
  try {
    const response = await fetch("/do", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(deed),
    });
    if (!response.ok) return { ok: false, why: `The sandbox answered with ${response.status}.` };
    const answer: unknown = await response.json();
    return isAnswer(answer) ? answer : { ok: false, why: "The sandbox's answer is no answer." };
  } catch {
    return { ok: false, why: "The sandbox does not answer. Is it still running?" };
  }
}

function isAnswer(value: unknown): value is DeedAnswer {
  return typeof value === "object" && value !== null && "ok" in value;
}

/** Something that takes a while, with whether it is under way. */
export interface Task<A extends readonly unknown[]> {
  readonly busy: boolean;
  /** Begins it, unless it is under way. */
  readonly start: (...args: A) => void;
}

/** @param work handles its own failures, as `perform` does */
export function useTask<A extends readonly unknown[]>(
  work: (...args: A) => Promise<unknown>,
): Task<A> {
  const [busy, setBusy] = useState(false);
  const start = (...args: A): void => {
    if (busy) return;
    setBusy(true);
    void work(...args).finally(() => setBusy(false));
  };
  return { busy, start };
}

/**
 * Like `useTask`, but what is begun while another is under way comes after it: for things typed one
 * after the other.
 */
export function useQueue<A extends readonly unknown[]>(
  work: (...args: A) => Promise<unknown>,
): Task<A> {
  const [waiting, setWaiting] = useState(0);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const start = (...args: A): void => {
    setWaiting((count) => count + 1);
    last.current = last.current
      .then(() => work(...args))
      .finally(() => setWaiting((count) => count - 1));
  };
  return { busy: waiting > 0, start };
}
