import type { AnswerKind } from "../../domain/automatic-answers.ts";

/** The queue's messages by their settings' names. */
export const ANSWER_NAMES: Readonly<Record<AnswerKind, string>> = {
  initiation: "Initiation Message",
  initiation_needed: "Initiation Needed Message",
  termination: "Termination Message",
  no_agents: "No Agents Message",
  waiting: "Waiting Message",
  ended: "Ended Message",
  help: "Help text",
};
