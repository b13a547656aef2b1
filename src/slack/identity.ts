import type { WebClient } from "@slack/web-api";
import type { Self } from "./message-events.ts";

interface KnownIdentity extends Self {
  readonly teamId: string;
  readonly workspaceUrl: string;
}

/** Who the token makes us in Slack; asked until Slack answers. */
export interface SlackIdentity {
  /** Null while Slack has not told yet. */
  self(): Self | null;
  whenKnown(): Promise<KnownIdentity>;
  /** Our workspace; null while Slack has not told yet. */
  teamId(): string | null;
  /** Such as `https://example.slack.com/`; Slack's own address while not known. */
  workspaceUrl(): string;
  /** Null: the token is good. Otherwise what Slack says of it, or that it has not said anything. */
  problem(): string | null;
  stop(): void;
}

/** ms between two tries; they don't end, since Slack may be away when we start. */
const RETRY_INTERVAL = 3_000;

/** @param onProblem told when Slack does not accept the token or can't be reached */
export function learnIdentity(
  client: WebClient,
  onProblem: (error: unknown) => void,
): SlackIdentity {
  let known: KnownIdentity | null = null;
  let problem: string | null = "Slack has not answered yet";
  let timer: NodeJS.Timeout | null = null;
  let tell: (identity: KnownIdentity) => void = () => undefined;
  const learned = new Promise<KnownIdentity>((resolve) => {
    tell = resolve;
  });

  async function ask(): Promise<void> {
    try {
      const answer = await client.auth.test();
      const { user_id: botUserId, bot_id: botId, team_id: teamId, url } = answer;
      if (botUserId === undefined) throw new Error("auth.test answered without user_id");
      known = {
        botUserId,
        // Some tokens have no bot id; then our own messages are known by the user alone.
        botId: botId ?? botUserId,
        teamId: teamId ?? "",
        workspaceUrl: url ?? DEFAULT_WORKSPACE_URL,
      };
      problem = null;
      tell(known);
    } catch (error) {
      problem = error instanceof Error ? error.message : "Slack can't be asked";
      onProblem(error);
      timer = setTimeout(() => void ask(), RETRY_INTERVAL);
    }
  }
  void ask();

  return {
    self: () => known,
    whenKnown: () => learned,
    teamId: () => known?.teamId ?? null,
    workspaceUrl: () => known?.workspaceUrl ?? DEFAULT_WORKSPACE_URL,
    problem: () => problem,
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}

const DEFAULT_WORKSPACE_URL = "https://slack.com/";
