import { isActive } from "../domain/agent.ts";
import type { SessionId, UserId } from "../domain/ids.ts";
import { type MayTransfer, mayTransfer } from "../domain/transfer.ts";
import { membersOf } from "../store/agents.ts";
import { loadSession } from "../store/sessions.ts";
import { openTransferOffer } from "../store/transfer-offers.ts";
import type { FlowDeps } from "./deps.ts";

/** An agent of the session's queue to whom it may be offered. */
export interface TargetAgent {
  readonly user: UserId;
  readonly load: number;
  readonly max: number;
}

/** To whom a session may be given, or why not. */
export type TransferTargets =
  | { readonly kind: "targets"; readonly agents: readonly TargetAgent[] }
  | { readonly kind: "already_offered"; readonly to: UserId; readonly until: Date }
  | Exclude<MayTransfer, { kind: "may_transfer" }>;

/** What the form of Transfer has to choose from. */
export function transferTargets(
  deps: FlowDeps,
  asked: { session: SessionId; by: UserId; isSupervisor: boolean },
): Promise<TransferTargets> {
  return deps.db.transaction(async (tx): Promise<TransferTargets> => {
    const { session } = await loadSession(tx, asked.session);
    const may = mayTransfer(session, asked.by, asked);
    if (may.kind !== "may_transfer") return may;
    const open = await openTransferOffer(tx, session.id);
    if (open) return { kind: "already_offered", to: open.to, until: open.until };
    const members = await membersOf(tx, session.queue);
    return {
      kind: "targets",
      agents: members
        .filter((member) => isActive(member) && member.user !== may.owner)
        .map(({ user, load, maxSessions }) => ({ user, load, max: maxSessions }))
        .toSorted((a, b) => a.load - b.load),
    };
  });
}
