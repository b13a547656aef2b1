import type { WebClient } from "@slack/web-api";
import { type ChannelId, isUserId, type UserId } from "../domain/ids.ts";
import type { Directory } from "../flows/ports.ts";
import { inTime } from "./in-time.ts";

/** ms for which Slack's word on a person is believed. */
const PERSON_TTL = 5 * 60_000;
/**
 * ms for which a name is waited for. One that comes later is remembered all the same; meanwhile, what
 * was to have it does without.
 */
const NAME_PATIENCE = 1_500;
/** Entries kept at the most. */
const MAX_ENTRIES = 5_000;

interface Person {
  readonly displayName: string;
  readonly isAdmin: boolean;
  /** An app's, or Slackbot's. */
  readonly isBot: boolean;
  /** The workspaces that the person belongs to. */
  readonly teams: readonly string[];
  readonly timeZone: string | null;
}

/** Names and roles as Slack tells them, remembered for a few minutes. */
export interface SlackDirectory extends Directory {
  /**
   * Null when Slack doesn't tell, or not soon.
   *
   * @param patience ms; a moment unless told
   */
  displayName(user: UserId, patience?: number): Promise<string | null>;
  /** Whether it is an app and no person; false when Slack doesn't tell, or not soon. */
  isBot(user: UserId, patience: number): Promise<boolean>;
  /** Null when Slack doesn't tell, or not in a moment. */
  channelName(channel: ChannelId): Promise<string | null>;
  /** The person's own time zone, such as `America/New_York`; null when Slack doesn't tell. */
  timeZone(user: UserId): Promise<string | null>;
  /** The workspace's owners and admins; null when Slack doesn't tell. */
  workspaceAdmins(): Promise<readonly UserId[] | null>;
  /** Forgets a person whose account has changed. */
  forget(user: UserId): void;
}

/**
 * @param ownTeam our workspace's id, once it is known: admins of other workspaces, with whom a
 *   channel is shared, are nobody's supervisors here
 * @param now ms; the process's own clock is good enough for a cache
 * @param onError told when Slack can't be asked; the answer is then the careful one
 */
export function createDirectory(
  client: WebClient,
  ownTeam: () => string | null,
  now: () => number,
  onError: (error: unknown) => void,
): SlackDirectory {
  const people = new Map<UserId, { readonly person: Person; readonly until: number }>();
  let admins: { readonly ids: readonly UserId[]; readonly until: number } | null = null;
  const channels = new Map<ChannelId, { readonly name: string; readonly until: number }>();

  async function lookUp(user: UserId): Promise<Person | null> {
    const known = people.get(user);
    if (known && known.until > now()) return known.person;
    try {
      const { user: found } = await client.users.info({ user });
      if (!found) return null;
      const person: Person = {
        displayName: found.profile?.display_name || found.real_name || found.name || user,
        isAdmin: isAdmin(found),
        // Slack does not call its own bot one.
        isBot: found.is_bot === true || user === "USLACKBOT",
        teams: teamsOf(found),
        timeZone: found.tz || null,
      };
      if (people.size >= MAX_ENTRIES) people.clear();
      people.set(user, { person, until: now() + PERSON_TTL });
      return person;
    } catch (error) {
      onError(error);
      return null;
    }
  }

  async function lookUpChannel(channel: ChannelId): Promise<string | null> {
    const known = channels.get(channel);
    if (known && known.until > now()) return known.name;
    try {
      const { channel: found } = await client.conversations.info({ channel });
      if (!found?.name) return null;
      if (channels.size >= MAX_ENTRIES) channels.clear();
      channels.set(channel, { name: found.name, until: now() + PERSON_TTL });
      return found.name;
    } catch (error) {
      onError(error);
      return null;
    }
  }

  return {
    async isWorkspaceAdmin(user) {
      const person = await lookUp(user);
      const team = ownTeam();
      return person !== null && team !== null && person.isAdmin && person.teams.includes(team);
    },
    displayName: async (user, patience = NAME_PATIENCE) =>
      (await inTime(patience, lookUp(user), null))?.displayName ?? null,
    isBot: async (user, patience) => (await inTime(patience, lookUp(user), null))?.isBot === true,
    timeZone: async (user) => (await lookUp(user))?.timeZone ?? null,
    async workspaceAdmins() {
      if (admins && admins.until > now()) return admins.ids;
      const team = ownTeam();
      if (team === null) return null;
      try {
        const ids = await listAdmins(client, team);
        admins = { ids, until: now() + PERSON_TTL };
        return ids;
      } catch (error) {
        onError(error);
        return null;
      }
    },
    channelName: (channel) => inTime(NAME_PATIENCE, lookUpChannel(channel), null),
    forget: (user) => {
      people.delete(user);
      admins = null;
    },
  };
}

/** What of Slack's user objects tells who may do what. */
interface Account {
  readonly id?: string | undefined;
  readonly team_id?: string | undefined;
  /** In an organisation of several workspaces. */
  readonly enterprise_user?: { readonly teams?: readonly string[] | undefined } | undefined;
  readonly is_admin?: boolean | undefined;
  readonly is_owner?: boolean | undefined;
  readonly is_restricted?: boolean | undefined;
  readonly is_ultra_restricted?: boolean | undefined;
  readonly deleted?: boolean | undefined;
}

function teamsOf({ team_id: team, enterprise_user: grid }: Account): string[] {
  return [...(team === undefined ? [] : [team]), ...(grid?.teams ?? [])];
}

function isAdmin(account: Account): boolean {
  const guest = account.is_restricted === true || account.is_ultra_restricted === true;
  return (account.is_admin === true || account.is_owner === true) && !guest && !account.deleted;
}

/** Pages of people that are looked through for owners and admins, of 1,000 each. */
const MAX_PAGES = 10;

async function listAdmins(client: WebClient, team: string): Promise<UserId[]> {
  const ids: UserId[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.users.list({ limit: 1_000, ...(cursor ? { cursor } : {}) });
    for (const account of answer.members ?? []) {
      const { id } = account;
      if (!isAdmin(account) || !teamsOf(account).includes(team)) continue;
      if (id !== undefined && isUserId(id)) ids.push(id);
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return ids;
}
