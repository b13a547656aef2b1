const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const extended = "^{}\\[~]|€\f";

/** How a text goes over the air. */
export interface Segments {
  readonly encoding: "GSM-7" | "UCS-2";
  readonly parts: number;
}

/** Counts segments: 160 or 153 a part in GSM-7 (extended characters count 2), 70 or 67 in UCS-2. */
export function segmentsOf(text: string): Segments {
  const characters = Array.from(text);
  const isGsm = characters.every((one) => basic.includes(one) || extended.includes(one));
  const length = isGsm
    ? characters.reduce((sum, one) => sum + (extended.includes(one) ? 2 : 1), 0)
    : text.length;
  const [single, joined] = isGsm ? [160, 153] : [70, 67];
  return {
    encoding: isGsm ? "GSM-7" : "UCS-2",
    parts: length <= single ? 1 : Math.ceil(length / joined),
  };
}
