/** The names by which Slack tells us what was pressed, opened or submitted. */
export const ACTIONS = {
  accept: "invite.accept",
  acceptOnDuty: "invite.accept_on_duty",
  decline: "invite.decline",
  end: "session.end",
  retrySms: "sms.retry",
  editAndRetry: "sms.edit",
  sendCorrection: "sms.correct",
  dutyOn: "duty.on",
  dutyOff: "duty.off",
  editQueue: "queue.edit",
  editAgents: "queue.agents",
} as const;

export const VIEWS = {
  queueForm: "queue.form",
  agentsForm: "agents.form",
  retryForm: "sms.form",
} as const;
