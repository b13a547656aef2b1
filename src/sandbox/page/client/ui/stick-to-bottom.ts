import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** px from the end at which a list still counts as being at its end. */
const NEAR = 40;

/**
 * Keeps a scrolling list at its end while it grows, unless somebody has scrolled up.
 *
 * @param key another list: begins at its end
 * @returns for the scrolling element, whose only child holds the content
 */
export function useStickToBottom(key: string): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const list = frame.current;
    const content = list?.firstElementChild;
    if (list === null || content === null || content === undefined) return undefined;
    let atEnd = true;
    let top = 0;
    const toEnd = (): void => {
      if (atEnd) list.scrollTop = list.scrollHeight;
    };
    const onScroll = (): void => {
      // Growth makes the end farther away, too: only going up leaves it.
      if (list.scrollHeight - list.scrollTop - list.clientHeight < NEAR) atEnd = true;
      else if (list.scrollTop < top) atEnd = false;
      top = list.scrollTop;
    };
    toEnd();
    list.addEventListener("scroll", onScroll, { passive: true });
    const watcher = new ResizeObserver(toEnd);
    watcher.observe(content);
    watcher.observe(list);
    return () => {
      watcher.disconnect();
      list.removeEventListener("scroll", onScroll);
    };
  }, [key]);
  return frame;
}
