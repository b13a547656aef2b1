import pg from "pg";
import { expect } from "vitest";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/**
 * SPEC 3, checked at the end of every story from the database and from what the fakes have seen,
 * after everything has come to rest.
 */
export async function assertInvariants(world: World): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    const rows = async (statement: string): Promise<Record<string, unknown>[]> =>
      (await client.query<Record<string, unknown>>(statement)).rows;
    await until("all lanes are empty", async () => {
      const open = await rows(
        "select 1 from jobs where state in ('ready', 'running') and run_at < now() + interval '5 s'",
      );
      return open.length === 0;
    });
    await world.slack.idle();
    await world.telnyx.idle();

    expect(await rows("select kind, last_error from jobs where state = 'dead'")).toEqual([]);
    // 1, 2, 8 are the database's own constraints; these would show that one is missing.
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
    // 3
    expect(
      await rows(
        `select s.owner from sessions s join memberships m on m.user_id = s.owner and m.queue_id = s.queue_id
          where s.state = 'active' group by s.owner having count(*) > max(m.max_sessions)`,
      ),
    ).toEqual([]);
    // 4 and 7: what left, left from a line to somebody who had texted it, and who had not opted out.
    const pairs = await rows("select line, texter from pairs");
    for (const sms of world.telnyx.sent) {
      expect(pairs).toContainEqual({ line: sms.from, texter: sms.to });
    }
    const states = await rows(
      "select provider_id from outbound_texts where provider_id is not null",
    );
    expect(new Set(states.map((row) => row["provider_id"])).size).toBe(states.length);
    // 5: each text has its one outcome, and those of a session that was accepted are in its thread.
    expect(
      await rows(
        `select e.key from received_events e
          where e.key like 'telnyx:text:%' and not exists (
            select 1 from inbound_texts t where e.key = 'telnyx:text:' || t.provider_id)`,
      ),
    ).toEqual([]);
    await expectTextsShownOnce(world, rows);
    // 6
    expect(
      await rows(
        `select e.key from received_events e join jobs j using (key)
          where j.kind = 'thread.message' and not exists (
            select 1 from thread_messages m where e.key = 'slack:message:' || m.channel || ':' || m.ts)
           and exists (select 1 from sessions s
                        where s.channel || ':' || s.invite_ts = substring(j.lane from 8))`,
      ),
    ).toEqual([]);
    // No text and no whole number is in the log.
    const texts = await rows(
      "select text from inbound_texts union select text from outbound_texts",
    );
    const log = world.logged.join("\n");
    for (const { text } of texts) {
      if (typeof text === "string" && text.length > 12) expect(log).not.toContain(text);
    }
    expect(log).not.toMatch(/\+1555\d{7}/);
  } finally {
    await client.end();
  }
}

/** A relayed text stands exactly once in its thread, in the carrier's order. */
async function expectTextsShownOnce(
  world: World,
  rows: (statement: string) => Promise<Record<string, unknown>[]>,
): Promise<void> {
  const sessions = await rows(
    `select s.channel, s.invite_ts, array_agg(t.text order by t.carrier_at, t.recorded_at) as texts
       from sessions s join inbound_texts t on t.session_id = s.id
      where s.accepted_at is not null and s.invite_ts is not null and t.text <> ''
      group by s.id`,
  );
  for (const { channel, invite_ts: ts, texts } of sessions) {
    if (typeof channel !== "string" || typeof ts !== "string" || !Array.isArray(texts)) continue;
    const shown = world.slack
      .thread(channel, ts)
      .slice(1)
      .filter((message) => message.blocks?.[0]?.["type"] === "section" && !isHeader(message))
      .map((message) => world.slack.visibleText(message));
    for (const text of new Set(texts)) {
      const times = texts.filter((other) => other === text).length;
      expect(
        shown.filter((words) => words.split("\n")[0] === String(text).split("\n")[0]),
      ).toHaveLength(times);
    }
  }
}

function isHeader(message: { readonly text?: string | undefined }): boolean {
  return message.text?.startsWith("Conversation with") === true;
}
