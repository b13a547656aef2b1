import type { KnownBlock, HomeView as SlackHome } from "@slack/types";
import { formatDuration } from "../../domain/duration.ts";
import type { HomeAgent, HomeSession, HomeView, Wallboard } from "../../flows/home-views.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import {
  button,
  context,
  count,
  header,
  linesWithin,
  listWithin,
  MAX_SECTION,
  mention,
  section,
  texterLabel,
  threadLink,
  time,
} from "./elements.ts";

/** Slack takes 100 blocks in a home: so many of each sort. */
const MAX_WAITING = 15;
const MAX_AGENTS = 15;
const MAX_SESSIONS = 25;

/** The app's home: an agent's own sessions, and for supervisors what goes on everywhere. */
export function homeView(view: HomeView, workspaceUrl: string): SlackHome {
  const blocks: KnownBlock[] = [];
  if (view.agent) blocks.push(...agentBlocks(view.agent, workspaceUrl));
  if (view.wallboard) {
    blocks.push(...wallboardBlocks(view.wallboard, view.drawnAt, workspaceUrl));
  }
  if (blocks.length === 0) {
    blocks.push(
      header("SMS queues"),
      section("You are not an agent of any SMS queue. A supervisor can add you."),
    );
  }
  return { type: "home", blocks };
}

function agentBlocks(agent: HomeAgent, workspaceUrl: string): KnownBlock[] {
  const memberships = agent.queues.map(({ name, max }) => `${escapeMrkdwn(name)} (max ${max})`);
  const queues = listWithin(memberships, MAX_SECTION);
  const duty = agent.onDuty
    ? `:large_green_circle: *On duty* for ${queues}`
    : `:white_circle: *Off duty* for ${queues}. New texts don't come to you.`;
  const dutySection: KnownBlock = {
    ...section(duty),
    accessory: agent.onDuty
      ? button("Go off duty", ACTIONS.dutyOff, "off")
      : button("Go on duty", ACTIONS.dutyOn, "on", "primary"),
  };
  return [
    header("Your sessions"),
    // A supervisor who is no agent has sessions, but no duty.
    ...(agent.queues.length === 0 ? [] : [dutySection]),
    ...(agent.sessions.length === 0
      ? [context("No open sessions.")]
      : agent.sessions.slice(0, MAX_SESSIONS).map((one) => handBackSection(one, workspaceUrl))),
  ];
}

function handBackSection(session: HomeSession, workspaceUrl: string): KnownBlock {
  return {
    ...section(`${named(session, workspaceUrl)} · since ${time(session.since)}`),
    accessory: button("Hand back", ACTIONS.handBack, session.id),
  };
}

/** "+1555… (Support)", with a link to its thread where it has one. */
function named(session: HomeSession, workspaceUrl: string): string {
  const { queue, thread } = session;
  const label = texterLabel(session);
  const who = thread === null ? escapeMrkdwn(label) : threadLink(workspaceUrl, thread, label);
  return `*${who}* (${escapeMrkdwn(queue)})`;
}

function wallboardBlocks(board: Wallboard, now: Date, workspaceUrl: string): KnownBlock[] {
  return [
    header("Now"),
    section(linesWithin(queueLines(board), MAX_SECTION) || "There are no queues yet."),
    header(`Waiting: ${board.waiting.length}`),
    ...(board.waiting.length === 0 ? [context("Nobody waits.")] : []),
    ...board.waiting.slice(0, MAX_WAITING).map(
      (one): KnownBlock => ({
        ...section(
          `${named(one, workspaceUrl)} · waits *${age(one.since, now)}*, since ${time(one.since)}`,
        ),
        accessory: button("Assign", ACTIONS.assign, one.id),
      }),
    ),
    ...more(board.waiting.length - MAX_WAITING, "waiting"),
    header("Agents"),
    ...agentSections(board, workspaceUrl),
    ...todayBlocks(board),
  ];
}

/** "4 min", "2 h 5 min": as exact as a home that is drawn once a minute. */
function age(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 60) return minutes === 0 ? "less than 1 min" : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function queueLines({ queues, waiting }: Wallboard): string[] {
  return queues.map(({ name, paused, active, agents }) => {
    const state = paused ? " (paused)" : "";
    const wait = waiting.filter(({ queue }) => queue === name).length;
    return `*${escapeMrkdwn(name)}*${state}: ${active} of ${count(agents, "agent")} active · ${wait} waiting`;
  });
}

function agentSections({ agents }: Wallboard, workspaceUrl: string): KnownBlock[] {
  const busiestFirst = agents.toSorted((a, b) => b.sessions.length - a.sessions.length);
  const blocks = busiestFirst.slice(0, MAX_AGENTS).map((agent) => section(agentLine(agent)));
  const sessions = busiestFirst
    .flatMap((agent) => agent.sessions.map((session) => ({ agent, session })))
    .slice(0, MAX_SESSIONS);
  return [
    ...blocks,
    ...more(agents.length - MAX_AGENTS, "more"),
    ...sessions.map(
      ({ agent, session }): KnownBlock => ({
        ...section(
          `${named(session, workspaceUrl)} with ${mention(agent.user)} since ${time(session.since)}`,
        ),
        accessory: button("Hand back", ACTIONS.handBack, session.id),
      }),
    ),
  ];
}

function agentLine({ user, onDuty, sessions, queues }: HomeAgent): string {
  if (queues.length === 0) return `${mention(user)} · ${count(sessions.length, "session")}`;
  const most = Math.max(0, ...queues.map(({ max }) => max));
  const state = onDuty ? ":large_green_circle:" : ":white_circle:";
  const names = queues.map(({ name }) => escapeMrkdwn(name));
  return `${state} ${mention(user)} · ${sessions.length} of ${most} · ${listWithin(names, MAX_SECTION)}`;
}

function todayBlocks({ today }: Wallboard): KnownBlock[] {
  if (today === null) return [];
  const lines = today.queues.map(
    ({ name, figures }) =>
      `*${escapeMrkdwn(name)}*: SMS_VOL ${figures.vol} · SMS_AHT ${formatDuration(figures.ahtMs)} · ${figures.abandoned} abandoned · ${figures.acceptedWithin60s} accepted within 60 s`,
  );
  return [
    header("Today"),
    section(linesWithin(lines, MAX_SECTION) || "Nothing yet."),
    context("All figures: `/sms-stats`"),
  ];
}

function more(left: number, what: string): KnownBlock[] {
  return left > 0 ? [context(`and ${left} ${what}`)] : [];
}
