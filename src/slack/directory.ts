import type { WebClient } from "@slack/web-api";
import type { ChannelId, UserId } from "../domain/ids.ts";
import type { Directory } from "../flows/ports.ts";

/** ms for which Slack's word on a person is believed. */
const PERSON_TTL = 5 * 60_000;
/** Entries kept at the most. */
const MAX_ENTRIES = 5_000;

interface Person {
  readonly displayName: string;
  readonly isAdmin: boolean;
}

/** Names and roles as Slack tells them, remembered for a few minutes. */
export interface SlackDirectory extends Directory {
  /** Null when Slack doesn't tell. */
  displayName(user: UserId): Promise<string | null>;
  channelName(channel: ChannelId): Promise<string | null>;
  /** Forgets a person whose account has changed. */
  forget(user: UserId): void;
}

/**
 * @param now ms; the process's own clock is good enough for a cache
 * @param onError told when Slack can't be asked; the answer is then the careful one
 */
export function createDirectory(
  client: WebClient,
  now: () => number,
  onError: (error: unknown) => void,
): SlackDirectory {
  const people = new Map<UserId, { readonly person: Person; readonly until: number }>();
  const channels = new Map<ChannelId, { readonly name: string; readonly until: number }>();

  async function lookUp(user: UserId): Promise<Person | null> {
    const known = people.get(user);
    if (known && known.until > now()) return known.person;
    try {
      const { user: found } = await client.users.info({ user });
      if (!found) return null;
      const guest = found.is_restricted === true || found.is_ultra_restricted === true;
      const person: Person = {
        displayName: found.profile?.display_name || found.real_name || found.name || user,
        isAdmin:
          (found.is_admin === true || found.is_owner === true) && !guest && found.deleted !== true,
      };
      if (people.size >= MAX_ENTRIES) people.clear();
      people.set(user, { person, until: now() + PERSON_TTL });
      return person;
    } catch (error) {
      onError(error);
      return null;
    }
  }

  return {
    isWorkspaceAdmin: async (user) => (await lookUp(user))?.isAdmin ?? false,
    displayName: async (user) => (await lookUp(user))?.displayName ?? null,
    async channelName(channel) {
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
    },
    forget: (user) => {
      people.delete(user);
    },
  };
}
