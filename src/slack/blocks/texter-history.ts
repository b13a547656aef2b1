import type { TexterHistory } from "../../flows/texter-history.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { count, threadLink, time } from "./elements.ts";

/**
 * Who the texter is, in one line of the header.
 *
 * @param lastAgent the name of the agent of the last session; null: not known, or there was none
 */
export function historyLine(
  history: TexterHistory,
  workspaceUrl: string,
  lastAgent: string | null,
): string {
  const [last] = history.latest;
  if (!last) return ":bust_in_silhouette: No earlier sessions in this channel.";
  const agent = last.agent === null ? "nobody accepted it" : `with ${lastAgent ?? "an agent"}`;
  const links = history.latest.map(({ at, thread }) =>
    thread === null ? time(at) : `${time(at)} (${threadLink(workspaceUrl, thread, "thread")})`,
  );
  return [
    `:bust_in_silhouette: *${count(history.count, "earlier session")}*`,
    `the last in ${escapeMrkdwn(last.queue)}, ${escapeMrkdwn(agent)}`,
    links.join(", "),
  ].join(" · ");
}
