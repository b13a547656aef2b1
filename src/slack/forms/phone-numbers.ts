import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { isPhoneNumber, type PhoneNumber } from "../../domain/ids.ts";

export type ParsedNumbers =
  | { readonly kind: "numbers"; readonly numbers: readonly PhoneNumber[] }
  | { readonly kind: "wrong"; readonly message: string };

/**
 * Reads typed phone numbers: one a line or with commas or semicolons, in international form, with
 * blanks, dots, dashes or brackets as people write them.
 */
export function parsePhoneNumbers(typed: string): ParsedNumbers {
  const pieces = typed
    .split(/[\n,;]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  if (pieces.length === 0) {
    return { kind: "wrong", message: "Type at least one phone number, such as +15550100001." };
  }
  const numbers = new Set<PhoneNumber>();
  const wrong: string[] = [];
  for (const piece of pieces) {
    const number = parseOne(piece);
    if (number === null) wrong.push(piece);
    else numbers.add(number);
  }
  if (wrong.length > 0) {
    return { kind: "wrong", message: complaint(wrong) };
  }
  return { kind: "numbers", numbers: [...numbers] };
}

/**
 * Possible, not valid: numbering plans change faster than their description, and a number that
 * Telnyx has given us must not be refused.
 */
function parseOne(piece: string): PhoneNumber | null {
  const parsed = parsePhoneNumberFromString(piece);
  if (!parsed || parsed.ext || !parsed.isPossible()) return null;
  return isPhoneNumber(parsed.number) ? parsed.number : null;
}

function complaint(wrong: readonly string[]): string {
  const shown = wrong.map((piece) => {
    const meant = guess(piece);
    return meant === null ? `"${piece}"` : `"${piece}" (${meant}?)`;
  });
  return `${shown.join(", ")} ${wrong.length === 1 ? "is" : "are"} not in international form: a plus sign, the country code, the number, such as +15550100001.`;
}

/**
 * The number in international form that somebody may have meant: with 00 or 011 for the plus sign,
 * without an extension, a North American one without its country code, or one that only lacks
 * the plus sign.
 */
function guess(piece: string): PhoneNumber | null {
  const digits = piece.replaceAll(/\D/g, "");
  const dialled = /^(?:00|011)([1-9]\d+)$/.exec(digits)?.[1];
  const parsed = [
    dialled === undefined ? undefined : parsePhoneNumberFromString(`+${dialled}`),
    parsePhoneNumberFromString(piece, "US"),
    parsePhoneNumberFromString(`+${digits}`),
  ].find((one) => one?.isPossible() === true);
  const number = parsed?.number;
  return number !== undefined && isPhoneNumber(number) ? number : null;
}
