/** Telnyx's error codes in words for agents (developers.telnyx.com, "Messaging error codes"). */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["10009", "our Telnyx key is not accepted; tell whoever runs this app"],
  ["10011", "too many texts at once; try again in a moment"],
  ["20100", "our Telnyx account has no credit left; tell whoever runs this app"],
  ["40001", "the number is a landline or can't be reached by text"],
  ["40002", "the carrier took the text for spam, for now"],
  ["40003", "the carrier took the text for spam"],
  ["40004", "the carrier rejected the text"],
  ["40005", "the text was too old before the carrier could deliver it"],
  ["40006", "the texter's carrier is out of service"],
  ["40008", "the carrier could not deliver the text"],
  ["40009", "the text has characters that can't be sent"],
  ["40010", "our number is not registered for texts to this carrier (10DLC)"],
  ["40011", "our number sends too fast for the carrier"],
  ["40012", "our number can't be used for texts"],
  ["40013", "the texter's number can't be used for texts"],
  ["40014", "the text waited too long to be sent"],
  ["40015", "Telnyx took the text for spam"],
  ["40016", "the daily limit of T-Mobile for our number is reached"],
  ["40100", "our number is not enabled for texts"],
  ["40300", "the texter opted out of texts (STOP)"],
  ["40302", "the message is too large"],
  ["40305", "our number does not belong to the messaging profile"],
  ["40309", "texts to this country are switched off in Telnyx"],
  ["40310", "the texter's number is not valid"],
  ["40312", "the messaging profile is switched off in Telnyx"],
  ["40314", "our Telnyx account is blocked"],
  ["40318", "too many texts are waiting for our number"],
  ["40322", "the text has content that carriers block"],
  ["40328", "the text is too long"],
  ["40333", "the spending limit of the messaging profile is reached"],
]);

/** @param code null when Telnyx gave none */
export function explainTelnyxError(code: string | null): string {
  if (code === null) return "the carrier gave no reason";
  return `${WORDS.get(code) ?? "the carrier refused it"} (${code})`;
}
