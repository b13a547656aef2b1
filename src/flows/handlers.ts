import type { Handler } from "../lanes/job.ts";
import { checkChannel } from "./channel-troubles.ts";
import { continueAfterDeletion, moveIntoNewThread } from "./continue-in-new-thread.ts";
import type { FlowDeps } from "./deps.ts";
import { postDigest } from "./digests.ts";
import { endPressed } from "./end-session.ts";
import { escalate } from "./escalations.ts";
import { handBackSessions } from "./hand-back.ts";
import { heldAnswered, markHeld } from "./held-texts.ts";
import { drawHome } from "./homes.ts";
import { showIdleWarning } from "./idle-warnings.ts";
import { JOB } from "./jobs.ts";
import { markDelivery } from "./mark-delivery.ts";
import { noteMessageChange } from "./note-message-change.ts";
import { checkOffer } from "./offer-transfer.ts";
import { closeOptedOutPair } from "./opt-out.ts";
import { prepareMedia } from "./prepare-media.ts";
import { receiveTelnyxEvent } from "./receive-telnyx-event.ts";
import { endWaitingWithoutAgents, refreshQueue } from "./refresh-queue.ts";
import { relayThreadMessage } from "./relay-thread-message.ts";
import { sendAlert } from "./send-alert.ts";
import { sendSms, settleSms } from "./send-sms.ts";
import { sessionTimer } from "./session-timers.ts";
import { showLeft } from "./show-left.ts";
import { showMedia } from "./show-media.ts";
import { postEntry, showHeader, showInvite } from "./show-session.ts";
import { showOffer, tellOffer } from "./show-transfer.ts";
import { restartTimers } from "./start-timers.ts";
import { tellPerson } from "./tell-person.ts";

type JobKind = (typeof JOB)[keyof typeof JOB];

/** Which flow works on which kind of job. */
export function createHandlers(deps: FlowDeps): ReadonlyMap<string, Handler> {
  const handlers: Record<JobKind, Handler> = {
    [JOB.telnyxEvent]: receiveTelnyxEvent(deps),
    [JOB.threadMessage]: relayThreadMessage(deps),
    [JOB.threadMessageChanged]: noteMessageChange(deps),
    [JOB.threadDeleted]: continueAfterDeletion,
    [JOB.endPressed]: endPressed,
    [JOB.heldAnswered]: heldAnswered,
    [JOB.prepareMedia]: prepareMedia(deps),
    [JOB.sendSms]: sendSms(deps),
    [JOB.settleSms]: settleSms,
    [JOB.optedOut]: closeOptedOutPair,
    [JOB.continueInNewThread]: moveIntoNewThread,
    [JOB.showLeft]: showLeft(deps),
    [JOB.showInvite]: showInvite(deps),
    [JOB.showHeader]: showHeader(deps),
    [JOB.postEntry]: postEntry(deps),
    [JOB.showIdleWarning]: showIdleWarning(deps),
    [JOB.showMedia]: showMedia(deps),
    [JOB.checkChannel]: checkChannel(deps),
    [JOB.showOffer]: showOffer(deps),
    [JOB.tellOffer]: tellOffer(deps),
    [JOB.checkOffer]: checkOffer,
    [JOB.markDelivery]: markDelivery(deps),
    [JOB.markHeld]: markHeld(deps),
    [JOB.tellPerson]: tellPerson(deps),
    [JOB.alertSupervisors]: sendAlert(deps),
    [JOB.handBack]: handBackSessions,
    [JOB.refreshQueue]: refreshQueue,
    [JOB.noAgentsGrace]: endWaitingWithoutAgents,
    [JOB.restartTimers]: restartTimers,
    [JOB.escalate]: escalate(deps),
    [JOB.drawHome]: drawHome(deps),
    [JOB.postDigest]: postDigest(deps),
    [JOB.sessionTimer]: sessionTimer,
  };
  return new Map(Object.entries(handlers));
}
