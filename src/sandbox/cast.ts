/** Who is in the sandbox: made-up people, numbers and channels. */

/** Our number. */
export const LINE = "+15550100001";

/** Somebody with a phone. */
export interface Texter {
  readonly name: string;
  /** E.164. */
  readonly number: string;
}

/** The phones that are there from the start. */
export const TEXTERS = [
  { name: "Bob", number: "+15557770001" },
  { name: "Carla", number: "+15557770002" },
  { name: "Dev", number: "+15557770003" },
] as const satisfies readonly Texter[];

/** Further phones get the numbers after those. */
export function numberOfPhone(index: number): string {
  return `+1555777${String(index + 1).padStart(4, "0")}`;
}

/** The people of the workspace, and what they are there. */
export const PEOPLE = {
  ana: { name: "Ana", role: "agent" },
  ben: { name: "Ben", role: "agent" },
  sue: { name: "Sue", role: "supervisor" },
  tom: { name: "Tom", role: "bystander" },
} as const;

/** The two queues on the one line, as the forms are filled. */
export const QUEUES = [
  {
    Name: "Support",
    channel: "support",
    "Initiation Keyword": "SUPPORT",
    "Initiation Message": "Welcome to Support! An agent will be with you. Text DONE to end.",
    "Initiation Needed Message": "Please text {keywords} to reach us.",
    "Termination Keyword": "DONE",
    "Termination Message": "Thank you, bye!",
    "No Agents Message": "Nobody is here now. Please try again later.",
    "Idle timeout": "1800",
  },
  {
    Name: "Billing",
    channel: "billing",
    "Initiation Keyword": "BILLING",
    "Initiation Message": "You have reached Billing. Somebody will answer soon.",
    "Initiation Needed Message": "Please text {keywords} to reach us.",
    "Termination Keyword": "DONE",
    "Termination Message": "Thanks for texting Billing!",
    "No Agents Message": "Billing is closed now.",
  },
] as const;
