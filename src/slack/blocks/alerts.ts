import { durationWords, inMinutes } from "../../domain/duration.ts";
import type { Alert } from "../../flows/ports.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { channelRemedy, channelTrouble } from "./channel-trouble.ts";
import { count, type Message, section, texterLabel, threadLink } from "./elements.ts";

/**
 * What supervisors are told in a direct message.
 *
 * @param workspaceUrl such as `https://example.slack.com/`
 */
export function alertMessage(alert: Alert, workspaceUrl: string): Message {
  const text = alertSentence(alert, workspaceUrl);
  return { text, blocks: [section(text)] };
}

function alertSentence(alert: Alert, workspaceUrl: string): string {
  switch (alert.kind) {
    case "unrouted":
      return `:warning: Texts arrive at ${escapeMrkdwn(alert.line)}, but no queue has this number. They are recorded and not answered. Add the number to a queue with \`/sms-queue edit\`.`;
    case "unreadable_text":
      return `:warning: A text came in a shape that I can't read, so nobody has seen it. Its bytes are kept (\`${escapeMrkdwn(alert.event)}\`); please tell whoever runs this app.`;
    case "job_set_aside":
      return `:warning: Something could not be done and was set aside: job ${alert.job} (${escapeMrkdwn(alert.jobKind)}): ${escapeMrkdwn(alert.why)}`;
    case "channel_blocked":
      return `:warning: ${channelTrouble(alert.channel, alert.why)} ${channelRemedy(alert.why, alert.queues)} Nothing is lost: texts still come in, and everything is posted in its order as soon as I can.`;
    case "unaccepted":
      return unacceptedSentence(alert, workspaceUrl);
    default:
      return alert satisfies never;
  }
}

function unacceptedSentence(
  { queue, sessions, more, waiting }: Extract<Alert, { kind: "unaccepted" }>,
  workspaceUrl: string,
): string {
  const lines = sessions.map(({ thread, waitedMs, ...texter }) => {
    const who = escapeMrkdwn(texterLabel(texter));
    const invite = thread && ` · ${threadLink(workspaceUrl, thread, "invite")}`;
    return `• ${who} for ${durationWords(inMinutes(waitedMs))}${invite ?? ""}`;
  });
  if (more > 0) lines.push(`• and ${more} more`);
  const all = `${count(waiting, "person waits", "people wait")} in this queue now.`;
  return [
    `:rotating_light: *${escapeMrkdwn(queue)}*: nobody accepts`,
    ...lines,
    `${all} *Accept* yourself on the invite, or *Assign* in my home.`,
  ].join("\n");
}
