import type { InputValue, Wire } from "../model.ts";

/** What every control is given. */
export interface ControlProps {
  readonly element: Wire;
  readonly blockId: string;
  /** The control's id in the document; its label points there. */
  readonly id: string;
  /** Where no label points to it. */
  readonly label?: string;
  /** Id of the element that labels a group of ticks. */
  readonly labelledBy?: string;
  /** Ids of hint and error. */
  readonly describedBy?: string;
  readonly invalid: boolean;
  readonly required: boolean;
  readonly value: InputValue;
  readonly change: (value: InputValue) => void;
}

/** The attributes that every control has. */
export function controlAttributes(props: ControlProps) {
  return {
    id: props.id,
    "aria-label": props.label,
    "aria-describedby": props.describedBy,
    "aria-invalid": props.invalid,
    "aria-required": props.required,
  };
}
