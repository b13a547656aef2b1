/** A number as people read it: `+1 555 010 0001`. Others than North American ones stay as they are. */
export function readable(number: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) ?? [];
  return area === undefined ? number : `+1 ${area} ${exchange} ${line}`;
}
