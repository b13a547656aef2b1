import type { App } from "@slack/bolt";
import { ACTIONS, SHORTCUTS, VIEWS } from "../actions.ts";
import { confirmHandBack, openAgentsFormByButton, saveAgentsForm } from "./agents.ts";
import { channelClosed, channelOpened } from "./channels.ts";
import { dutyCommand, switchDuty } from "./duty.ts";
import { answerHeld, askAgain } from "./held-texts.ts";
import { showMoreHistory } from "./history.ts";
import { assignToAgent, handAllBack, handBack, homeOpened, openAssignForm } from "./home.ts";
import { accept, decline } from "./invite.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { openNameForm, saveName } from "./name-texter.ts";
import { noteUserChange } from "./people.ts";
import { deleteQueueForm, pauseByButton, turnListPage } from "./queue-actions.ts";
import { openQueueFormByButton, saveQueueForm, tryTextInForm } from "./queue-form.ts";
import { queueCommand } from "./queues.ts";
import {
  deleteReply,
  openReplyDraft,
  openReplyListByButton,
  saveReply,
  turnReplyPage,
} from "./replies.ts";
import {
  dropCorrection,
  openRetryForm,
  retryEdited,
  retrySms,
  sendAnyway,
  sendCorrection,
} from "./send-again.ts";
import {
  chooseReply,
  offerReplies,
  openReplies,
  openRepliesByShortcut,
  sendReply,
} from "./send-reply.ts";
import { statisticsButton, statsCommand } from "./statistics.ts";
import { saveSupervisorsForm } from "./supervisors.ts";
import { end, keepOpen, reopen, takeOver } from "./thread.ts";
import { openTransferForm, submitTransfer } from "./transfer-form.ts";
import { acceptOffer, cancelOffer, declineOffer } from "./transfer-offers.ts";
import { openTryForm, tryText } from "./try-text.ts";
import { explainMessage } from "./why.ts";

/**
 * Everything that Slack can ask of us, on one screen. Messages are not here: they are stored
 * before Bolt sees them (see bolt-app.ts) and worked on in their thread's lane.
 */
export function registerListeners(app: App, deps: ListenerDeps): void {
  app.command("/sms-queue", queueCommand(deps));
  app.command("/sms-stats", statsCommand(deps));
  app.command("/sms-duty", dutyCommand(deps));

  app.action(ACTIONS.accept, accept(deps, { goOnDuty: false }));
  app.action(ACTIONS.acceptOnDuty, accept(deps, { goOnDuty: true }));
  app.action(ACTIONS.decline, decline(deps));
  app.action(ACTIONS.end, end(deps));
  app.action(ACTIONS.keepOpen, keepOpen(deps));
  app.action(ACTIONS.reopen, reopen(deps));
  app.action(ACTIONS.openReplies, openReplies(deps));
  app.action(ACTIONS.chooseReply, chooseReply(deps));
  app.options(ACTIONS.chooseReply, offerReplies(deps));
  app.action(ACTIONS.transfer, openTransferForm(deps));
  app.action(ACTIONS.acceptOffer, acceptOffer(deps));
  app.action(ACTIONS.declineOffer, declineOffer(deps));
  app.action(ACTIONS.cancelOffer, cancelOffer(deps));
  app.action(ACTIONS.nameTexter, openNameForm(deps));
  app.action(ACTIONS.takeOver, takeOver(deps));
  app.action(ACTIONS.sendAnyway, sendAnyway(deps));
  app.action(ACTIONS.retrySms, retrySms(deps));
  app.action(ACTIONS.editAndRetry, openRetryForm(deps));
  app.action(ACTIONS.sendCorrection, sendCorrection(deps, { plain: false }));
  app.action(ACTIONS.sendPlainCorrection, sendCorrection(deps, { plain: true }));
  app.action(ACTIONS.dropCorrection, dropCorrection);
  app.action(ACTIONS.sendHeld, answerHeld(deps, "send"));
  app.action(ACTIONS.sendHeldPlain, answerHeld(deps, "send_plain"));
  app.action(ACTIONS.dropHeld, answerHeld(deps, "drop"));
  app.action(ACTIONS.dutyOn, switchDuty(deps, true));
  app.action(ACTIONS.dutyOff, switchDuty(deps, false));
  app.action(ACTIONS.assign, openAssignForm(deps));
  app.action(ACTIONS.handBack, handBack(deps));
  app.action(ACTIONS.handAllBack, handAllBack(deps));
  app.action(ACTIONS.editQueue, openQueueFormByButton(deps));
  app.action(ACTIONS.editAgents, openAgentsFormByButton(deps));
  app.action(ACTIONS.editReplies, openReplyListByButton(deps));
  app.action(ACTIONS.repliesBack, turnReplyPage(deps));
  app.action(ACTIONS.repliesMore, turnReplyPage(deps));
  app.action(ACTIONS.refreshReplies, turnReplyPage(deps));
  app.action(ACTIONS.addReply, openReplyDraft(deps));
  app.action(ACTIONS.editReply, openReplyDraft(deps));
  app.action(ACTIONS.deleteReply, deleteReply(deps));
  app.action(ACTIONS.pauseQueue, pauseByButton(deps, true));
  app.action(ACTIONS.resumeQueue, pauseByButton(deps, false));
  app.action(ACTIONS.listBack, turnListPage(deps));
  app.action(ACTIONS.listMore, turnListPage(deps));
  app.action(ACTIONS.refreshList, turnListPage(deps));
  app.action(ACTIONS.tryText, openTryForm(deps));
  app.action(ACTIONS.tryInForm, tryTextInForm(deps));
  app.action(ACTIONS.moreHistory, showMoreHistory(deps));
  app.action(ACTIONS.statisticsChart, statisticsButton(deps, "chart"));
  app.action(ACTIONS.statisticsFile, statisticsButton(deps, "file"));

  app.view(VIEWS.queueForm, saveQueueForm(deps));
  app.view(VIEWS.agentsForm, saveAgentsForm(deps));
  app.view(VIEWS.replyForm, saveReply(deps));
  app.view(VIEWS.sendReplyForm, sendReply(deps));
  app.view(VIEWS.retryForm, retryEdited(deps));
  app.view(VIEWS.nameForm, saveName(deps));
  app.view(VIEWS.handBackForm, confirmHandBack(deps));
  app.view(VIEWS.deleteForm, deleteQueueForm(deps));
  app.view(VIEWS.supervisorsForm, saveSupervisorsForm(deps));
  app.view(VIEWS.assignForm, assignToAgent(deps));
  app.view(VIEWS.transferForm, submitTransfer(deps));
  app.view(VIEWS.tryForm, tryText(deps));

  app.shortcut({ callback_id: SHORTCUTS.why, type: "message_action" }, explainMessage(deps));
  app.shortcut({ callback_id: SHORTCUTS.askAgain, type: "message_action" }, askAgain(deps));
  app.shortcut(
    { callback_id: SHORTCUTS.sendReply, type: "message_action" },
    openRepliesByShortcut(deps),
  );

  app.event("app_home_opened", homeOpened(deps));
  app.event("channel_archive", channelClosed(deps, "is_archived"));
  app.event("group_archive", channelClosed(deps, "is_archived"));
  app.event("channel_left", channelClosed(deps, "not_in_channel"));
  app.event("group_left", channelClosed(deps, "channel_not_found"));
  app.event("channel_deleted", channelClosed(deps, "channel_not_found"));
  app.event("group_deleted", channelClosed(deps, "channel_not_found"));
  app.event("channel_unarchive", channelOpened(deps));
  app.event("group_unarchive", channelOpened(deps));
  app.event("member_joined_channel", channelOpened(deps));
  app.event("user_change", noteUserChange(deps));
}
