/** The names by which Slack tells us what was pressed, opened or submitted. */
export const ACTIONS = {
  accept: "invite.accept",
  acceptOnDuty: "invite.accept_on_duty",
  decline: "invite.decline",
  end: "session.end",
  reopen: "session.reopen",
  nameTexter: "session.name",
  takeOver: "session.take_over",
  sendAnyway: "sms.send_anyway",
  retrySms: "sms.retry",
  editAndRetry: "sms.edit",
  sendCorrection: "sms.correct",
  sendPlainCorrection: "sms.correct_plain",
  dropCorrection: "sms.drop_correction",
  sendHeld: "held.send",
  sendHeldPlain: "held.send_plain",
  dropHeld: "held.drop",
  dutyOn: "duty.on",
  dutyOff: "duty.off",
  assign: "session.assign",
  handBack: "session.hand_back",
  handAllBack: "sessions.hand_back",
  editQueue: "queue.edit",
  editAgents: "queue.agents",
  pauseQueue: "queue.pause",
  resumeQueue: "queue.resume",
  refreshList: "queue.list",
  tryText: "queue.try",
  tryInForm: "queue.try_in_form",
  statisticsChart: "statistics.chart",
  statisticsFile: "statistics.file",
  moreHistory: "history.more",
} as const;

export const VIEWS = {
  queueForm: "queue.form",
  agentsForm: "agents.form",
  retryForm: "sms.form",
  nameForm: "session.name_form",
  handBackForm: "agents.hand_back",
  deleteForm: "queue.delete",
  supervisorsForm: "supervisors.form",
  tryForm: "try.form",
  assignForm: "session.assign_form",
} as const;

/** In the menu of a message. */
export const SHORTCUTS = {
  why: "text.why",
  askAgain: "held.ask",
} as const;
