import { type ContactNameCheck, readContactName } from "../domain/contact-name.ts";
import type { PhoneNumber, SessionId, UserId } from "../domain/ids.ts";
import { mayName } from "../domain/session.ts";
import { contactNameOf, insertContactName, openSessionsOfTexter } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { loadPair } from "../store/pairs.ts";
import { loadSession } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { redrawHomes } from "./homes.ts";
import { enqueueHeader, enqueueInvite } from "./session-jobs.ts";

/** Somebody wants to name the texter of a session. */
interface Naming {
  readonly session: SessionId;
  readonly by: UserId;
  readonly isSupervisor: boolean;
}

/** The texter whom the person may name, with the name that they have; null: not theirs to name. */
export function readTexterName(
  deps: FlowDeps,
  asked: Naming,
): Promise<{ texter: PhoneNumber; name: string | null } | null> {
  return deps.db.transaction(async (tx) => {
    const texter = await texterToName(tx, asked);
    return texter && { texter, name: await contactNameOf(tx, texter) };
  });
}

/** What came of naming a texter. */
export type NamedTexter =
  | { readonly kind: "named" }
  | { readonly kind: "not_yours" }
  | Exclude<ContactNameCheck, { kind: "ok" }>;

/**
 * Names the texter of a session, for all who deal with that number. It is shown to staff alone;
 * nothing is sent because of it.
 */
export function nameTexter(
  deps: FlowDeps,
  asked: Naming & { readonly typed: string },
): Promise<NamedTexter> {
  return deps.db.transaction(async (tx): Promise<NamedTexter> => {
    const texter = await texterToName(tx, asked);
    if (texter === null) return { kind: "not_yours" };
    const check = readContactName(asked.typed);
    if (check.kind !== "ok") return check;
    if (check.name === (await contactNameOf(tx, texter))) return { kind: "named" };
    await insertContactName(tx, texter, { name: check.name, by: asked.by });
    for (const place of await openSessionsOfTexter(tx, texter)) {
      await enqueueInvite(tx, place);
      await enqueueHeader(tx, place);
    }
    await redrawHomes(tx);
    return { kind: "named" };
  });
}

async function texterToName(tx: Tx, asked: Naming): Promise<PhoneNumber | null> {
  const { session } = await loadSession(tx, asked.session);
  if (!mayName(session, asked.by, asked)) return null;
  return (await loadPair(tx, session.pair)).texter;
}
