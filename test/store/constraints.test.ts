import knex, { type Knex } from "knex";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const AT = new Date("2026-01-05T10:00:00Z");
const LATER = new Date("2026-01-05T10:05:00Z");
/** A UUID that ends so. */
const id = (end: number): string => `00000000-0000-4000-8000-${String(end).padStart(12, "0")}`;
const NOWHERE = id(404);

type Row = Readonly<Record<string, unknown>>;

const QUEUE = {
  id: id(1),
  name: "Support",
  channel: "C0SUPPORT",
  keyword_match: "word",
  dispatch: "ring_all",
  offer_timeout_s: 60,
  max_wait_s: 0,
  idle_timeout_s: 0,
  priority: 0,
  paused: false,
  time_zone: "UTC",
};
const PAIR = { id: id(2), line: "+15550100001", texter: "+15557770001" };
const WAITING = {
  pair_id: PAIR.id,
  queue_id: QUEUE.id,
  state: "waiting",
  waiting_since: AT,
  channel: QUEUE.channel,
  all_busy: false,
};
const ACTIVE = { ...WAITING, state: "active", owner: "U0ANA", accepted_at: AT };
const ENDED = { ...WAITING, state: "ended", ended_at: LATER, end_reason: "agent" };
/** An ended session that is there already, so that rows can point to it. */
const PAST = { ...ENDED, id: id(3) };
const ASSIGNMENT = { session_id: PAST.id, queue_id: QUEUE.id, agent: "U0ANA", from_at: AT };
const MEMBERSHIP = { queue_id: QUEUE.id, user_id: "U0ANA", max_sessions: 1, position: 0 };
const INBOUND = {
  provider_id: "inbound-1",
  line: PAIR.line,
  sender: PAIR.texter,
  text: "hello",
  carrier_at: AT,
  recorded_at: AT,
  outcome: "relayed",
  spec_row: 8,
  explanation: {},
};
const OUTBOUND = {
  pair_id: PAIR.id,
  kind: "agent",
  author: "U0ANA",
  text: "hello",
  state: "queued",
  created_at: AT,
  state_at: AT,
};
/** An SMS that is there already. */
const SENT = { ...OUTBOUND, id: id(4), provider_id: "outbound-1" };
const SAID = {
  channel: QUEUE.channel,
  ts: "1767607200.000100",
  session_id: PAST.id,
  author: "U0ANA",
  outcome: "sent",
  outbound_id: SENT.id,
  recorded_at: AT,
};
const LEFT = {
  session_id: PAST.id,
  channel: QUEUE.channel,
  thread_ts: "1767607200.000050",
  reason: "transferred",
  left_at: LATER,
};
const OFFERED = {
  session_id: PAST.id,
  from_agent: "U0ANA",
  to_agent: "U0BEN",
  made_by: "U0ANA",
  made_at: AT,
  until: LATER,
};
/** Of no message that is there. */
const HELD = { channel: QUEUE.channel, ts: SAID.ts, text: "hello", left_out: [], question: 1 };
/** Of no text that is there: what it says by itself is looked at first. */
const SHOWN = { inbound_id: NOWHERE, position: 0, slack_file: "F0FILE" };
const FILE = {
  outbound_id: SENT.id,
  position: 0,
  name: "plan.png",
  content_type: "image/png",
  slack_url: "https://files.slack.test/plan.png",
  token: "token-1",
  expires_at: LATER,
};
const CHANGE = { queue_id: QUEUE.id, what: "settings", by: "U0SUE", at: AT, changes: {} };
const REOPENED = {
  session_id: PAST.id,
  ended_at: AT,
  end_reason: "agent",
  reopened_by: "U0ANA",
  reopened_at: LATER,
};
const WARNED = { session_id: PAST.id, silent_since: AT, warned_at: AT, ends_at: LATER };
const UNANSWERED = {
  session_id: PAST.id,
  unanswered_since: AT,
  warned_at: AT,
  back_at: LATER,
};
const REPLY = { queue_id: QUEUE.id, name: "Hours", text: "9 to 5" };
const JOB = { lane: "t:a", kind: "note", payload: {}, run_at: AT };

/** What is refused, by which constraint, in which table: the last of these rows. */
type Refusal = [what: string, constraint: string, table: string, rows: Row[]];

const OPEN = "sessions_one_open_per_pair";
const OF_STATE = "session_columns_of_state";
const SESSIONS: Refusal[] = [
  [
    "a session on offer to two agents",
    "transfer_offers_one_open",
    "transfer_offers",
    [OFFERED, OFFERED],
  ],
  ["a second waiting session of a pair", OPEN, "sessions", [WAITING, WAITING]],
  ["a waiting session of a pair that has an active one", OPEN, "sessions", [ACTIVE, WAITING]],
  ["a second active session of a pair", OPEN, "sessions", [ACTIVE, { ...ACTIVE, owner: "U0BEN" }]],
  ["a waiting session with an owner", OF_STATE, "sessions", [{ ...WAITING, owner: "U0ANA" }]],
  ["a waiting session that was accepted", OF_STATE, "sessions", [{ ...WAITING, accepted_at: AT }]],
  ["a waiting session with an end", OF_STATE, "sessions", [{ ...WAITING, ended_at: LATER }]],
  [
    "a waiting session with an end reason",
    OF_STATE,
    "sessions",
    [{ ...WAITING, end_reason: "idle" }],
  ],
  ["an active session without an owner", OF_STATE, "sessions", [{ ...ACTIVE, owner: null }]],
  [
    "an active session that nobody accepted",
    OF_STATE,
    "sessions",
    [{ ...ACTIVE, accepted_at: null }],
  ],
  ["an active session with an end", OF_STATE, "sessions", [{ ...ACTIVE, ended_at: LATER }]],
  [
    "an active session with an end reason",
    OF_STATE,
    "sessions",
    [{ ...ACTIVE, end_reason: "idle" }],
  ],
  ["an ended session without a reason", OF_STATE, "sessions", [{ ...ENDED, end_reason: null }]],
  [
    "an ended session without the time of its end",
    OF_STATE,
    "sessions",
    [{ ...ENDED, ended_at: null }],
  ],
  ["an unknown state", "sessions_state_check", "sessions", [{ ...ENDED, state: "lost" }]],
  [
    "an unknown end reason",
    "sessions_end_reason_check",
    "sessions",
    [{ ...ENDED, end_reason: "bored" }],
  ],
  ["an offer without an end", "sessions_check", "sessions", [{ ...WAITING, offered_to: "U0ANA" }]],
  ["an offer to nobody", "sessions_check", "sessions", [{ ...WAITING, offered_until: LATER }]],
  [
    "two sessions in one thread",
    "sessions_thread",
    "sessions",
    [
      { ...ENDED, invite_ts: "1.1" },
      { ...WAITING, invite_ts: "1.1" },
    ],
  ],
  [
    "two running assignments of one session",
    "assignments_one_running",
    "assignments",
    [ASSIGNMENT, { ...ASSIGNMENT, agent: "U0BEN", from_at: LATER }],
  ],
  [
    "an assignment that ends before it begins",
    "assignments_check",
    "assignments",
    [{ ...ASSIGNMENT, from_at: LATER, to_at: AT }],
  ],
];

const TEXTS: Refusal[] = [
  ["a pair twice", "pairs_line_texter_key", "pairs", [{ ...PAIR, id: id(5) }]],
  [
    "a texter without a phone number",
    "pairs_texter_check",
    "pairs",
    [{ ...PAIR, id: id(5), texter: "INFO" }],
  ],
  [
    "a text recorded twice",
    "inbound_texts_provider_id_key",
    "inbound_texts",
    [INBOUND, { ...INBOUND, outcome: "unrouted" }],
  ],
  [
    "two SMS with one id of the provider's",
    "outbound_texts_provider_id_key",
    "outbound_texts",
    [{ ...OUTBOUND, provider_id: SENT.provider_id }],
  ],
  [
    "an agent's SMS without its author",
    "outbound_texts_check",
    "outbound_texts",
    [{ ...OUTBOUND, author: null }],
  ],
  [
    "an automatic SMS with an author",
    "outbound_texts_check",
    "outbound_texts",
    [{ ...OUTBOUND, kind: "help" }],
  ],
  [
    "a second outcome of a message in a thread",
    "thread_messages_pkey",
    "thread_messages",
    [SAID, { ...SAID, outcome: "note", outbound_id: null }],
  ],
  [
    "one SMS for two messages in a thread",
    "thread_messages_outbound_id_key",
    "thread_messages",
    [SAID, { ...SAID, ts: "1767607200.000200" }],
  ],
  [
    "a message that was sent as no SMS",
    "thread_messages_check",
    "thread_messages",
    [{ ...SAID, outbound_id: null }],
  ],
  [
    "a message refused without a reason",
    "thread_messages_check1",
    "thread_messages",
    [{ ...SAID, outcome: "refused", outbound_id: null }],
  ],
];

const FILES: Refusal[] = [
  [
    "a texter's file both shown and refused",
    "shown_media_check",
    "shown_media",
    [{ ...SHOWN, refused: "too large" }],
  ],
  [
    "a texter's file neither shown nor refused",
    "shown_media_check",
    "shown_media",
    [{ ...SHOWN, slack_file: null }],
  ],
  [
    "two files with one token",
    "outbound_media_token_key",
    "outbound_media",
    [FILE, { ...FILE, position: 1 }],
  ],
  [
    "a token that never expires",
    "outbound_media_check",
    "outbound_media",
    [{ ...FILE, expires_at: null }],
  ],
  [
    "a token for a file that is not sent",
    "outbound_media_check1",
    "outbound_media",
    [{ ...FILE, unsent: "too large" }],
  ],
];

const OTHERS: Refusal[] = [
  [
    "two queues of one name, however written",
    "queues_name",
    "queues",
    [{ ...QUEUE, id: id(6), name: "SUPPORT" }],
  ],
  [
    "one end undone twice",
    "reopenings_session_id_ended_at_key",
    "reopenings",
    [REOPENED, { ...REOPENED, reopened_by: "U0BEN" }],
  ],
  [
    "a reopening after an opt-out",
    "reopenings_end_reason_check",
    "reopenings",
    [{ ...REOPENED, end_reason: "opt_out" }],
  ],
  [
    "a reopening before the end",
    "reopenings_check",
    "reopenings",
    [{ ...REOPENED, ended_at: LATER, reopened_at: AT }],
  ],
  [
    "two warnings of one silence",
    "idle_warnings_session_id_silent_since_key",
    "idle_warnings",
    [{ ...WARNED, over_at: LATER }, WARNED],
  ],
  [
    "two open warnings of one session",
    "idle_warnings_one_open",
    "idle_warnings",
    [WARNED, { ...WARNED, silent_since: LATER }],
  ],
  [
    "a warning of no time to come",
    "idle_warnings_check",
    "idle_warnings",
    [{ ...WARNED, ends_at: AT }],
  ],
  [
    "two warnings of one unanswered text",
    "reply_warnings_pkey",
    "reply_warnings",
    [UNANSWERED, UNANSWERED],
  ],
  [
    "a warning that comes when the session goes back",
    "reply_warnings_check",
    "reply_warnings",
    [{ ...UNANSWERED, back_at: AT }],
  ],
  [
    "a reply timeout below zero",
    "queues_reply_timeout_s_check",
    "queues",
    [{ ...QUEUE, id: id(6), name: "Sales", reply_timeout_s: -1 }],
  ],
  [
    "an escalation after more than a day",
    "queues_escalation_minutes_check",
    "queues",
    [{ ...QUEUE, id: id(6), name: "Sales", escalation_minutes: 1_441 }],
  ],
  [
    "a session kept open by nobody",
    "idle_warnings_check1",
    "idle_warnings",
    [{ ...WARNED, kept_at: LATER }],
  ],
  [
    "a session kept open when its warning was over",
    "idle_warnings_check2",
    "idle_warnings",
    [{ ...WARNED, kept_by: "U0ANA", kept_at: LATER, over_at: LATER }],
  ],
  [
    "a texter named with nothing",
    "contact_names_name_check",
    "contact_names",
    [{ texter: PAIR.texter, name: "", named_by: "U0ANA", named_at: AT }],
  ],
  [
    "two replies of one name, however written",
    "canned_replies_name",
    "canned_replies",
    [REPLY, { ...REPLY, name: "HOURS" }],
  ],
  [
    "a second text by one form",
    "outbound_texts_form_key",
    "outbound_texts",
    [
      { ...OUTBOUND, form: "V1" },
      { ...OUTBOUND, form: "V1" },
    ],
  ],
  [
    "a change of the settings of no queue",
    "configuration_changes_check1",
    "configuration_changes",
    [{ ...CHANGE, queue_id: null }],
  ],
  [
    "an unknown change",
    "configuration_changes_what_check",
    "configuration_changes",
    [{ ...CHANGE, what: "painted" }],
  ],
  [
    "two running jobs in one lane",
    "jobs_one_running_per_lane",
    "jobs",
    [
      { ...JOB, state: "running" },
      { ...JOB, state: "running" },
    ],
  ],
  [
    "two jobs with one key",
    "jobs_key_key",
    "jobs",
    [
      { ...JOB, key: "k" },
      { ...JOB, key: "k" },
    ],
  ],
  ["a job that is done at no time", "jobs_check", "jobs", [{ ...JOB, state: "done" }]],
  [
    "an event stored twice",
    "received_events_pkey",
    "received_events",
    [
      { key: "k", body: Buffer.from("first") },
      { key: "k", body: Buffer.from("second") },
    ],
  ],
];

/** What the database itself keeps for statistics. */
const ENTRY = { session_id: NOWHERE, queue_id: QUEUE.id, entered_at: AT };
const STAY = {
  session_id: NOWHERE,
  position: 1,
  queue_id: QUEUE.id,
  alone: true,
  entered_at: AT,
  left_at: LATER,
  texts_in: 1,
  texts_out: 0,
  segments: 0,
};
const PART = {
  session_id: NOWHERE,
  position: 1,
  queue_id: QUEUE.id,
  agent: "U0ANA",
  alone: true,
  left_at: LATER,
  handled_ms: 0,
  texts_out: 0,
};

/** Rows that would be taken but for the one column that points to nothing. */
const POINTERS: [table: string, column: string, row: Row][] = [
  ["queue_lines", "queue_id", { queue_id: NOWHERE, line: PAIR.line, position: 0 }],
  ["queue_lines", "line", { queue_id: QUEUE.id, line: "+15550109999", position: 0 }],
  ["memberships", "queue_id", { ...MEMBERSHIP, queue_id: NOWHERE }],
  ["memberships", "user_id", { ...MEMBERSHIP, user_id: "U0NOBODY" }],
  ["sessions", "pair_id", { ...WAITING, pair_id: NOWHERE }],
  ["sessions", "queue_id", { ...WAITING, queue_id: NOWHERE }],
  ["sessions", "owner", { ...ACTIVE, owner: "U0NOBODY" }],
  ["sessions", "previous_session_id", { ...WAITING, previous_session_id: NOWHERE }],
  ["sessions", "offered_to", { ...WAITING, offered_to: "U0NOBODY", offered_until: LATER }],
  ["declines", "session_id", { session_id: NOWHERE, user_id: "U0ANA", declined_at: AT }],
  ["assignments", "session_id", { ...ASSIGNMENT, session_id: NOWHERE }],
  ["assignments", "queue_id", { ...ASSIGNMENT, queue_id: NOWHERE }],
  ["assignments", "agent", { ...ASSIGNMENT, agent: "U0NOBODY" }],
  ["inbound_texts", "pair_id", { ...INBOUND, pair_id: NOWHERE }],
  ["inbound_texts", "session_id", { ...INBOUND, session_id: NOWHERE }],
  ["outbound_texts", "pair_id", { ...OUTBOUND, pair_id: NOWHERE }],
  ["outbound_texts", "session_id", { ...OUTBOUND, session_id: NOWHERE }],
  ["thread_messages", "session_id", { ...SAID, session_id: NOWHERE }],
  ["thread_messages", "outbound_id", { ...SAID, outbound_id: NOWHERE }],
  [
    "channel_turns",
    "job_id",
    { job_id: 404, channel: QUEUE.channel, turn_at: LATER, urgency: 0, asked_at: AT },
  ],
  ["former_threads", "session_id", { ...LEFT, session_id: NOWHERE }],
  ["transfer_offers", "session_id", { ...OFFERED, session_id: NOWHERE }],
  ["transfer_offers", "from_agent", { ...OFFERED, from_agent: "U0NOBODY" }],
  ["transfer_offers", "to_agent", { ...OFFERED, to_agent: "U0NOBODY" }],
  ["held_texts", "channel_ts", HELD],
  ["canned_replies", "queue_id", { ...REPLY, queue_id: NOWHERE }],
  ["shown_media", "inbound_id", SHOWN],
  ["configuration_changes", "queue_id", { ...CHANGE, queue_id: NOWHERE }],
  ["outbound_media", "outbound_id", { ...FILE, outbound_id: NOWHERE }],
  ["reopenings", "session_id", { ...REOPENED, session_id: NOWHERE }],
  ["idle_warnings", "session_id", { ...WARNED, session_id: NOWHERE }],
  ["reply_warnings", "session_id", { ...UNANSWERED, session_id: NOWHERE }],
  ["queue_entries", "session_id", ENTRY],
  ["queue_stays", "session_id", STAY],
  ["agent_stays", "session_id", PART],
];

describe("the database", () => {
  let database: TestDatabase;
  let sql: Knex;
  /** Rolled back after each case. */
  let trx: Knex.Transaction;

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } });
    await sql("queues").insert(QUEUE);
    await sql("lines").insert({ number: PAIR.line });
    await sql("agents").insert([{ user_id: "U0ANA" }, { user_id: "U0BEN" }]);
    await sql("pairs").insert(PAIR);
    await sql("sessions").insert(PAST);
    await sql("outbound_texts").insert(SENT);
  });
  afterAll(async () => {
    await sql.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    trx = await sql.transaction();
  });
  afterEach(() => trx.rollback());

  // SPEC 3, 8.
  it.each([
    "agent",
    "texter",
    "abandoned",
    "expired",
    "idle",
    "no_agents",
    "opt_out",
    "supervisor",
  ])("takes the end reason %s, and a new session of the pair after it", async (reason) => {
    await trx("sessions").insert({ ...ENDED, end_reason: reason });
    await trx("sessions").insert({ ...ACTIVE, previous_session_id: PAST.id });
    const states = trx("sessions").where({ pair_id: PAIR.id }).orderBy("state").pluck("state");
    expect(await states).toEqual(["active", "ended", "ended"]);
  });

  it.each([...SESSIONS, ...TEXTS, ...FILES, ...OTHERS])(
    "refuses %s (%s)",
    async (_, constraint, table, rows) => {
      for (const row of rows.slice(0, -1)) await trx(table).insert(row);
      await expect(trx(table).insert(rows.at(-1))).rejects.toMatchObject({ constraint });
    },
  );

  it.each(POINTERS)(
    "refuses a row in %s whose %s points to nothing",
    async (table, column, row) => {
      await expect(trx(table).insert(row)).rejects.toMatchObject({
        code: "23503",
        constraint: `${table}_${column}_fkey`,
      });
    },
  );

  it("has no foreign keys besides those", async () => {
    const { rows } = await trx.raw<{ rows: { name: string }[] }>(
      `select conname as name from pg_constraint
        where contype = 'f' and connamespace = 'public'::regnamespace`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(
      POINTERS.map(([table, column]) => `${table}_${column}_fkey`).toSorted(),
    );
  });

  it("refuses an SMS to no pair, that is, to nobody who has texted the line", async () => {
    await expect(
      trx("outbound_texts").insert({ ...OUTBOUND, pair_id: null }),
    ).rejects.toMatchObject({ code: "23502", column: "pair_id" });
  });

  it.each(["queues", "agents", "pairs", "sessions", "outbound_texts"])(
    "refuses to delete what other rows point to in %s",
    async (table) => {
      await trx("thread_messages").insert(SAID);
      await trx("assignments").insert(ASSIGNMENT);
      await expect(trx(table).delete()).rejects.toMatchObject({ code: "23503" });
    },
  );
});
