import { durationWords, inMinutes } from "../../domain/duration.ts";
import type { KeepOpenResult } from "../../flows/idle-warnings.ts";
import type { IdleWarningView } from "../../flows/session-views.ts";
import { ACTIONS } from "../actions.ts";
import { button, context, type Message, mention, section, time } from "./elements.ts";

/** The warning to the owner of a silent session, in each of its states. */
export function idleWarningMessage(view: IdleWarningView): Message {
  const silence = `has written here for ${durationWords(inMinutes(view.silentMs))}.`;
  if (view.keptBy !== null) {
    return small(`:zzz: Nobody ${silence} ${mention(view.keptBy)} keeps this session open.`);
  }
  if (view.isOver) return small(`:zzz: Nobody ${silence}`);
  const called = view.owner === null ? "Nobody" : `${mention(view.owner)}, nobody`;
  const { text, blocks } = small(
    `:zzz: ${called} ${silence} This session ends ${time(view.endsAt)} unless somebody writes.`,
  );
  const actions = {
    type: "actions" as const,
    elements: [button("Keep open", ACTIONS.keepOpen, view.warning)],
  };
  return { text, blocks: [...blocks, actions] };
}

function small(text: string): Message {
  return { text, blocks: [context(text)] };
}

/** What the person who pressed Keep open is told. Null where the warning itself says it. */
export function keepOpenAnswer(result: KeepOpenResult): Message | null {
  if (result.kind === "kept") return null;
  const text = sentence(result);
  return { text, blocks: [section(text)] };
}

function sentence(result: Exclude<KeepOpenResult, { kind: "kept" }>): string {
  switch (result.kind) {
    case "kept_before":
      return `${mention(result.by)} keeps this session open already.`;
    case "not_needed":
      return "This session stays open: somebody has written, or it has changed hands, since.";
    case "not_active":
      return "Nobody has this session any more; there is nothing to keep open.";
    case "not_yours":
      return "Only the owner of a session or a supervisor can keep it open.";
    default:
      return result satisfies never;
  }
}
