import type { HomeAgent } from "../../flows/home-views.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import {
  button,
  count,
  listWithin,
  type Message,
  section,
  texterLabel,
  threadLink,
} from "./elements.ts";

/** Characters of each of two lists, which share a section of 3,000. */
const MAX_LIST = 1_300;

/** `/sms-duty`: an agent's own state. */
export function dutyMessage(status: HomeAgent, workspaceUrl: string): Message {
  const names = status.queues.map(({ name }) => escapeMrkdwn(name));
  const queues = listWithin(names, MAX_LIST);
  const lines = [
    status.onDuty
      ? `:large_green_circle: You are *on duty* for ${queues}.`
      : `:white_circle: You are *off duty* for ${queues}. New texts don't come to you.`,
  ];
  if (status.sessions.length > 0) {
    const open = status.sessions.map((session) => {
      const label = texterLabel(session);
      return session.thread === null
        ? escapeMrkdwn(label)
        : threadLink(workspaceUrl, session.thread, label);
    });
    lines.push(
      `You have ${count(status.sessions.length, "open session")}: ${listWithin(open, MAX_LIST)}`,
    );
    if (!status.onDuty) lines.push("They stay with you until you end them or hand them back.");
  }
  const text = lines.join("\n");
  const toggle = status.onDuty
    ? button("Go off duty", ACTIONS.dutyOff, "off")
    : button("Go on duty", ACTIONS.dutyOn, "on", "primary");
  const handBack = button("Hand all back", ACTIONS.handAllBack, "all");
  const elements = status.sessions.length > 0 ? [toggle, handBack] : [toggle];
  return { text, blocks: [section(text), { type: "actions", elements }] };
}
