import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Channel, Person } from "../model.ts";
import { dateOfTs, dayOf } from "../mrkdwn/dates.ts";
import { type Entry, entriesOf } from "../state/threads.ts";
import { markSeen } from "../state/ui.ts";
import { seenKey } from "../state/unread.ts";
import { usePage, useUi } from "../state/viewer.ts";
import { useStickToBottom } from "../ui/stick-to-bottom.ts";
import { EphemeralRow } from "./ephemeral.tsx";
import { MessageRow, Replies } from "./message.tsx";

/** ms within which messages of one author stand together. */
const TOGETHER_MS = 5 * 60_000;

/** What is listed. */
export interface EntriesProps {
  readonly channel: Channel;
  readonly me: Person;
  /** Undefined: the channel itself. */
  readonly threadTs?: string;
  /** What is said where there is nothing. */
  readonly empty: string;
}

/** Everything that a person sees in a channel or a thread, the newest at the bottom. */
export function Entries({ channel, me, threadTs, empty }: EntriesProps): VNode {
  const page = usePage();
  const now = useUi();
  const entries = entriesOf(page, now, me, channel.id, threadTs);
  const key = seenKey(me, channel.id, threadTs);
  const frame = useStickToBottom(key);
  const newest = entries.at(-1)?.ts;
  useEffect(() => {
    // What is not on the screen (the other side of a narrow one) is not seen.
    const isShown = frame.current !== null && frame.current.offsetParent !== null;
    if (newest !== undefined && isShown) markSeen({ [key]: newest });
  });
  const name = threadTs === undefined ? "Messages" : "Replies";
  return (
    // A list that scrolls can be reached by keyboard.
    <div class="entries" ref={frame} role="log" aria-label={name} tabIndex={0}>
      <div class="entries-inner">
        {entries.length === 0 && <p class="empty">{empty}</p>}
        {entries.map((entry, index) => (
          <Row
            key={`${entry.kind} ${entry.ts}`}
            entry={entry}
            before={entries[index - 1]}
            channel={channel}
            me={me}
            threadTs={threadTs}
            count={entries.length - 1}
          />
        ))}
      </div>
    </div>
  );
}

function Row(props: {
  readonly entry: Entry;
  readonly before: Entry | undefined;
  readonly channel: Channel;
  readonly me: Person;
  readonly threadTs: string | undefined;
  readonly count: number;
}): VNode {
  const { entry, before, channel, me, threadTs, count } = props;
  const day = dayOf(dateOfTs(entry.ts), new Date());
  const isNewDay = before === undefined || dayOf(dateOfTs(before.ts), new Date()) !== day;
  const isAfterParent = threadTs !== undefined && before?.ts === threadTs;
  return (
    <>
      {isNewDay && threadTs === undefined && (
        <div class="day">
          <span>{day}</span>
        </div>
      )}
      {isAfterParent && (
        <div class="day left">
          <span>{count === 1 ? "1 reply" : `${count} replies`}</span>
        </div>
      )}
      <EntryShown
        entry={entry}
        channel={channel}
        me={me}
        inThread={threadTs !== undefined}
        isCompact={!isNewDay && !isAfterParent && standsTogether(before, entry)}
      />
    </>
  );
}

function EntryShown(props: {
  readonly entry: Entry;
  readonly channel: Channel;
  readonly me: Person;
  readonly inThread: boolean;
  readonly isCompact: boolean;
}): VNode {
  const { entry, channel, me, inThread, isCompact } = props;
  switch (entry.kind) {
    case "message":
      return (
        <MessageRow
          message={entry.message}
          me={me}
          inThread={inThread}
          isCompact={isCompact}
          isMember={channel.members.includes(me.id)}
        />
      );
    case "ephemeral":
      return <EphemeralRow ephemeral={entry.ephemeral} me={me} />;
    case "deleted":
      return (
        <div class="message deleted">
          <div class="message-side" aria-hidden="true">
            🗑
          </div>
          <div class="message-main">
            <div>This message was deleted.</div>
            {!inThread && <Replies channel={channel.id} ts={entry.ts} me={me} />}
          </div>
        </div>
      );
    default:
      return entry satisfies never;
  }
}

function standsTogether(before: Entry | undefined, entry: Entry): boolean {
  if (before?.kind !== "message" || entry.kind !== "message") return false;
  const [one, other] = [before.message, entry.message];
  return (
    one.user === other.user &&
    one.threadTs === other.threadTs &&
    !other.broadcast &&
    (Number(other.ts) - Number(one.ts)) * 1000 < TOGETHER_MS
  );
}
