import type { UploadedFile } from "../model.ts";
import { toast } from "../state/ui.ts";

/** Bytes of a file that the sandbox takes: base64 makes a third more of it. */
const LARGEST = 8_000_000;

/** Reads a chosen file. A file that is too large is refused with a word on the page. */
export async function readFile(file: File): Promise<UploadedFile | null> {
  if (file.size > LARGEST) {
    toast(`${file.name} is larger than ${LARGEST / 1_000_000} MB: the sandbox does not take it.`);
    return null;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return {
    name: file.name,
    contentType: file.type || "application/octet-stream",
    base64: btoa(binary),
  };
}

/** Draws a small picture, so that nobody has to look for one: a parcel with a dent. */
export function samplePicture(): UploadedFile {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 220;
  const draw = canvas.getContext("2d");
  if (draw !== null) {
    const box = (color: string, ...at: [number, number, number, number]): void => {
      draw.fillStyle = color;
      draw.fillRect(...at);
    };
    box("#cfe3f1", 0, 0, 320, 150);
    box("#8a9a6b", 0, 150, 320, 70);
    box("#c58f54", 80, 70, 160, 110);
    box("#a97740", 80, 70, 160, 26);
    box("#e8d3a8", 148, 70, 24, 110);
    box("#ffffff", 182, 120, 46, 34);
    box("#555555", 188, 128, 34, 4);
    box("#555555", 188, 138, 24, 4);
    draw.fillStyle = "#8f6233";
    draw.beginPath();
    draw.moveTo(80, 140);
    draw.lineTo(112, 158);
    draw.lineTo(92, 180);
    draw.lineTo(80, 180);
    draw.fill();
  }
  const base64 = canvas.toDataURL("image/png").split(",")[1] ?? "";
  return { name: "parcel.png", contentType: "image/png", base64 };
}
