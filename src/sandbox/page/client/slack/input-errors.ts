import { holdsValue, stringOf, wireOf } from "../blocks/wire.ts";
import type { InputValue, Wire } from "../model.ts";

/**
 * What Slack finds wrong with the inputs of a form before the app sees it.
 *
 * @param values of input blocks, by block_id
 * @returns words for the person, by block_id
 */
export function inputErrors(
  blocks: readonly Wire[],
  values: Readonly<Record<string, InputValue>>,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== "input" || !holdsValue(wireOf(block.element))) continue;
    const blockId = stringOf(block.block_id);
    const error = inputError(block, values[blockId] ?? null);
    if (error !== undefined) errors[blockId] = error;
  }
  return errors;
}

function inputError(block: Wire, value: InputValue): string | undefined {
  if (value === null || value.length === 0) {
    return block.optional === true ? undefined : "Please complete this required field.";
  }
  const element = wireOf(block.element);
  if (typeof value !== "string") return undefined;
  if (element.type === "number_input") return numberError(element, value);
  const least = typeof element.min_length === "number" ? element.min_length : 0;
  return Array.from(value).length < least
    ? `Please enter at least ${least} characters.`
    : undefined;
}

function numberError(element: Wire, value: string): string | undefined {
  const number = Number(value);
  const wantsWhole = element.is_decimal_allowed !== true;
  if (Number.isNaN(number) || (wantsWhole && !Number.isInteger(number))) {
    return `Please enter a ${wantsWhole ? "whole " : ""}number.`;
  }
  const least = stringOf(element.min_value);
  const most = stringOf(element.max_value);
  if (least !== "" && number < Number(least)) return `Please enter ${least} or more.`;
  if (most !== "" && number > Number(most)) return `Please enter ${most} or less.`;
  return undefined;
}
