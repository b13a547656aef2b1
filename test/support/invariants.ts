import { expect } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import type { World } from "./world.ts";

/**
 * SPEC 3, checked at the end of every story from the database and from what the fakes have seen,
 * after everything has come to rest.
 */
export async function assertInvariants(world: World): Promise<void> {
  const { rows } = world;
  await world.settled();
  // No job was set aside, and none threw: what goes wrong outside is no reason to throw.
  const failed = await rows(
    "select kind, last_error from jobs where state = 'dead' or failures > 0",
  );
  const why = failed.length > 0 ? world.logged.filter((line) => line.includes("a job failed")) : [];
  expect({ failed, why }).toEqual({ failed: [], why: [] });
  await expectSessionsSound(world);
  await expectSmsSound(world);
  // 5: each text has its one outcome, and those of a session that was accepted are in its thread.
  expect(
    await rows(
      `select e.key from received_events e
        where e.key like 'telnyx:text:%' and not exists (
          select 1 from inbound_texts t where e.key = 'telnyx:text:' || t.provider_id)`,
    ),
  ).toEqual([]);
  await expectTextsShownOnce(world);
  expectPostsOnce(world);
  // 6
  expect(
    await rows(
      `select e.key from received_events e join jobs j using (key)
        where j.kind = 'thread.message' and not exists (
          select 1 from thread_messages m where e.key = 'slack:message:' || m.channel || ':' || m.ts)
         and substring(j.lane from 8) in (
           select channel || ':' || invite_ts from sessions
           union all select channel || ':' || thread_ts from former_threads)`,
    ),
  ).toEqual([]);
  // Only an owner's own message was sent, or one that a supervisor had sent all the same.
  expect(
    await rows(
      `select m.ts from thread_messages m
        where m.outcome = 'sent' and m.sent_anyway_at is null and not exists (
          select 1 from assignments a where a.session_id = m.session_id and a.agent = m.author)`,
    ),
  ).toEqual([]);
  await expectHeldSound(world);
  await expectOffersSound(world);
  await expectPlacesSound(world);
  await expectLogDiscreet(world);
}

/** 6: what has no outcome yet waits for the owner of an active session, with its words. */
async function expectHeldSound({ rows }: World): Promise<void> {
  expect(
    await rows(
      `select m.ts, m.outcome, m.author, s.state, s.owner, h.text is null as lost
         from thread_messages m join sessions s on s.id = m.session_id
         left join held_texts h on h.channel = m.channel and h.ts = m.ts
        where (m.outcome = 'held' or h.text is not null)
          and not (m.outcome = 'held' and h.text is not null
                   and s.state = 'active' and s.owner = m.author and s.channel = m.channel)`,
    ),
  ).toEqual([]);
}

/** An open offer is of an accepted session, by its owner; whatever is over has no buttons left. */
async function expectOffersSound({ rows, slack }: World): Promise<void> {
  expect(
    await rows(
      `select o.id from transfer_offers o join sessions s on s.id = o.session_id
        where o.outcome is null and not (s.state = 'active' and s.owner = o.from_agent)`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select o.id from transfer_offers o where o.outcome = 'accepted' and not exists (
         select 1 from assignments a where a.session_id = o.session_id and a.agent = o.to_agent)`,
    ),
  ).toEqual([]);
  for (const { channel, ts } of await rows(
    "select channel, message_ts as ts from transfer_offers where outcome is not null",
  )) {
    const card = slack.message(String(channel), String(ts));
    if (card) expect(slack.visibleText(card)).not.toContain("[Accept]");
  }
}

/**
 * An open session is in its queue's channel, and its owner's in its queue; each time that it went to
 * another queue, nobody had it then, and its thread says so once. What it has left has no buttons.
 */
async function expectPlacesSound({ rows, slack }: World): Promise<void> {
  expect(
    await rows(
      `select s.id from sessions s join queues q on q.id = s.queue_id
        where s.state <> 'ended' and s.channel <> q.channel`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select s.id from sessions s join assignments a on a.session_id = s.id
        where a.to_at is null and a.queue_id <> s.queue_id`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select s.id, entries, told from sessions s
         cross join lateral (
           select count(*) as entries from queue_entries where session_id = s.id) e
         cross join lateral (
           select count(*) as told from jobs
            where kind = 'slack.entry' and payload ->> 'session' = s.id::text
              and payload #>> '{entry,kind}' = 'queue_changed') t
        where told <> entries - 1`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select e.session_id from queue_entries e
         join assignments a on a.session_id = e.session_id
        where a.from_at < e.entered_at and (a.to_at is null or a.to_at > e.entered_at)`,
    ),
  ).toEqual([]);
  for (const { channel, ts } of await rows(
    "select channel, unnest(array[thread_ts, header_ts]) as ts from former_threads",
  )) {
    const card = slack.message(String(channel), String(ts));
    const place = slack.channels.find(({ id }) => id === channel);
    // In a channel that is closed to us, it can't be drawn again.
    if (!card || !place || place.isArchived || !place.members.has(slack.botUserId)) continue;
    expect(slack.visibleText(card)).not.toMatch(/\[(Accept|End)\]/);
  }
}

/** 1, 2, 3 and 8; most are the database's own constraints: these would show that one is missing. */
async function expectSessionsSound({ rows }: World): Promise<void> {
  expect(
    await rows(
      "select pair_id from sessions where state <> 'ended' group by 1 having count(*) > 1",
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select s.id from sessions s where s.state = 'active' and 1 <> (
         select count(*) from assignments a
          where a.session_id = s.id and a.to_at is null and a.agent = s.owner)`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select s.owner from sessions s join memberships m on m.user_id = s.owner and m.queue_id = s.queue_id
        where s.state = 'active' group by s.owner having count(*) > max(m.max_sessions)`,
    ),
  ).toEqual([]);
  expect(
    await rows("select id from sessions where state = 'ended' and end_reason is null"),
  ).toEqual([]);
  // What ended by silence had been warned of, and nobody kept it open or wrote since.
  expect(
    await rows(
      `select s.id from sessions s where s.end_reason = 'idle' and not exists (
         select 1 from idle_warnings w
          where w.session_id = s.id and w.over_at is not null and w.ends_at <= s.ended_at
            and w.silent_since = (
              select greatest(s.accepted_at,
                (select max(recorded_at) from inbound_texts
                  where session_id = s.id and recorded_at < s.ended_at),
                (select max(created_at) from outbound_texts
                  where session_id = s.id and created_at < s.ended_at),
                (select max(kept_at) from idle_warnings where session_id = s.id))))`,
    ),
  ).toEqual([]);
  // Who lost a session for not answering had been warned.
  expect(
    await rows(
      `select j.id from jobs j where j.payload #>> '{entry,why}' = 'unanswered' and not exists (
         select 1 from reply_warnings w where w.session_id::text = j.payload ->> 'session')`,
    ),
  ).toEqual([]);
  // 8: an end that was undone was followed by nothing else of the pair, and soon; the thread tells
  // of each end once, and of each reopening.
  expect(
    await rows(
      `select r.id from reopenings r join sessions s on s.id = r.session_id
        where r.reopened_at >= r.ended_at + interval '10 minutes'
           or not exists (select 1 from assignments a
                           where a.session_id = s.id and a.agent = r.reopened_by
                             and a.from_at >= r.ended_at)
           or exists (select 1 from sessions n
                       where n.pair_id = s.pair_id and n.id <> s.id
                         and n.waiting_since > s.waiting_since
                         and n.waiting_since < coalesce(s.ended_at, 'infinity'))`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select s.id, ends, told, reopened from sessions s
         cross join lateral (select count(*) as ends from (
           select ended_at from reopenings where session_id = s.id
            union all select ended_at from sessions where id = s.id and state = 'ended') e) e
         cross join lateral (
           select count(*) filter (where payload #>> '{entry,kind}' = 'ended') as told,
                  count(*) filter (where payload #>> '{entry,kind}' = 'reopened') as reopened
             from jobs where kind = 'slack.entry' and payload ->> 'session' = s.id::text) t
        where exists (select 1 from assignments where session_id = s.id)
          and (told <> ends
               or reopened <> (select count(*) from reopenings where session_id = s.id))`,
    ),
  ).toEqual([]);
}

/** 4 and 7: what left, left from a line to somebody who had texted it, and each text left once. */
async function expectSmsSound({ rows, telnyx }: World): Promise<void> {
  const pairs = await rows("select line, texter from pairs");
  for (const sms of telnyx.sent) {
    expect(pairs).toContainEqual({ line: sms.from, texter: sms.to });
  }
  const written = await rows(
    "select p.line, p.texter, t.text from outbound_texts t join pairs p on p.id = t.pair_id",
  );
  const times = (words: readonly string[]): Map<string, number> =>
    words.reduce((sum, word) => sum.set(word, (sum.get(word) ?? 0) + 1), new Map());
  const allowed = times(written.map((one) => [one["line"], one["texter"], one["text"]].join(" ")));
  for (const [sms, count] of times(
    telnyx.sent.map((one) => [one.from, one.to, one.text].join(" ")),
  )) {
    expect(`${sms}: ${count}`).toBe(`${sms}: ${Math.min(count, allowed.get(sms) ?? 0)}`);
  }
}

/** A relayed text stands exactly once in its thread, in the carrier's order or marked as late. */
async function expectTextsShownOnce(world: World): Promise<void> {
  const sessions = await world.rows(
    `select s.channel, s.invite_ts, array_agg(t.text order by t.carrier_at, t.recorded_at) as texts
       from sessions s join inbound_texts t on t.session_id = s.id
      where s.accepted_at is not null and s.invite_ts is not null and t.text <> ''
      group by s.id`,
  );
  for (const { channel, invite_ts: ts, texts } of sessions) {
    if (typeof channel !== "string" || typeof ts !== "string" || !Array.isArray(texts)) continue;
    const words = texts.map((text) => firstLine(String(text)));
    const entries = world.slack
      .thread(channel, ts)
      .slice(1)
      .flatMap((message) => textersWords(world, message));
    expect(entries.map(firstLine).toSorted()).toEqual(words.toSorted());
    const inTime = entries.filter((entry) => !entry.includes("arrived late")).map(firstLine);
    expect(inTime).toEqual(inOrderOf(words, inTime));
  }
}

/** The words that were in time, in the carrier's order. */
function inOrderOf(words: readonly string[], inTime: readonly string[]): string[] {
  const left = [...inTime];
  return words.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** As far as a section of Slack's reaches: longer lines go on in the next one. */
function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 3_000);
}

/** What the message shows of what the texter wrote; a transcript and a late post show several texts. */
function textersWords(world: World, message: SlackMessage): string[] {
  const shown = world.slack.visibleText(message);
  if (!shown.startsWith(":scroll:")) return isTexters(message) ? apart(world, message) : [];
  // Its sections stand each under a line that says whose words they are.
  const words = [...message.blocks, { type: "context" }].reduce<{ of: string; all: string[] }>(
    ({ of, all }, block) => {
      const text = world.slack.visibleText({ ...message, blocks: [block] });
      if (block.type === "context") return { of: text, all };
      return of.includes("Texter") ? { of: "", all: [...all, text] } : { of, all };
    },
    { of: "", all: [] },
  );
  return words.all;
}

/** Texts that were posted together: each with the line under it that says when it was sent. */
function apart(world: World, message: SlackMessage): string[] {
  const shown = world.slack.visibleText(message);
  if (message.blocks.filter(({ type }) => type === "context").length < 2) return [shown];
  const texts: string[] = [];
  let text = "";
  for (const block of message.blocks) {
    text += `${world.slack.visibleText({ ...message, blocks: [block] })}\n`;
    if (block.type !== "context") continue;
    texts.push(text);
    text = "";
  }
  return texts;
}

/**
 * What a texter wrote stands by itself in a plain section (or without blocks, where Slack did not
 * like them); our own words begin otherwise.
 */
function isTexters({ botId, text, blocks, files }: SlackMessage): boolean {
  if (files.length > 0) return false;
  if (botId === undefined || text.startsWith("Conversation with")) return false;
  if (text === "(no text)") return false;
  return blocks.length === 0 ? !text.startsWith(":") : blocks[0]?.["type"] === "section";
}

/** What was posted for one job stands once, whatever happened on the way; a file likewise. */
function expectPostsOnce({ slack }: World): void {
  for (const { id } of slack.channels) {
    const all = slack.everyMessage(id);
    for (const once of [all.flatMap(keyOf), all.flatMap(filesOf)]) {
      expect(once).toEqual([...new Set(once)]);
    }
  }
}

function filesOf({ files }: SlackMessage): string[] {
  return files.map(({ id }) => id);
}

function keyOf({ metadata }: SlackMessage): string[] {
  const payload = metadata?.["event_payload"];
  if (typeof payload !== "object" || payload === null || !("key" in payload)) return [];
  return [String(payload.key)];
}

/** No text and no whole number is in the log. */
async function expectLogDiscreet({ rows, logged }: World): Promise<void> {
  const texts = await rows(
    "select text from inbound_texts union select text from outbound_texts union select text from held_texts",
  );
  const log = logged.join("\n");
  for (const { text } of texts) {
    if (typeof text === "string" && text.length > 12) expect(log).not.toContain(text);
  }
  expect(log).not.toMatch(/\+1555\d{7}/);
}
