import type { VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/** One item of a menu. */
export interface MenuItem {
  readonly label: string;
  /** In words, where the label is a sign. */
  readonly name?: string;
  readonly danger?: boolean;
  readonly run: () => void;
}

/** What a menu is given. */
export interface MenuProps {
  /** What the button is called. */
  readonly label: string;
  /** What the button shows. */
  readonly button: string;
  readonly buttonClass: string;
  readonly items: readonly MenuItem[];
  readonly busy?: boolean;
  /** `grid` for small items beside each other. */
  readonly shape?: "list" | "grid";
}

/** What cuts a menu off at its edge. */
const SCROLLING = ".entries, .home-body, .modal-body";

/** A button that opens a menu: arrows move in it, Escape and a click elsewhere close it. */
export function Menu(props: MenuProps): VNode {
  const [open, setOpen] = useState(false);
  const [up, setUp] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  // Upwards where there is no room below.
  useLayoutEffect(() => {
    const items = root.current?.querySelector("[role=menu]");
    if (!open || items === null || items === undefined) return;
    const frame = items.closest(SCROLLING) ?? document.documentElement;
    const room = frame.getBoundingClientRect().bottom;
    const below = root.current?.getBoundingClientRect().bottom ?? 0;
    setUp(below + items.getBoundingClientRect().height + 8 > room);
  }, [open]);

  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowRight: 1,
      ArrowUp: -1,
      ArrowLeft: -1,
    };
    const step = steps[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") setOpen(false);
    else if (step !== undefined) {
      event.preventDefault();
      const items = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
      const at = items.findIndex((item) => item === document.activeElement);
      items[(at + step + items.length) % items.length]?.focus();
    }
  };

  return (
    <div class={open ? "menu open" : "menu"} ref={root}>
      <button
        ref={button}
        type="button"
        class={props.buttonClass}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-busy={props.busy === true}
        onClick={() => setOpen(!open)}
      >
        {props.button}
      </button>
      {open && (
        <div
          id={id}
          class={`menu-items ${props.shape ?? "list"} ${up ? "up" : ""}`}
          role="menu"
          aria-label={props.label}
          tabIndex={-1}
          onKeyDown={onKeyDown}
        >
          {props.items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              aria-label={item.name}
              class={item.danger === true ? "danger" : ""}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
