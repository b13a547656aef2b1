import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts, loadImage } from "@napi-rs/canvas";
import type { StatisticsChart } from "../../flows/read-statistics-chart.ts";
import { CHART_FONT, CHART_HEIGHT, CHART_WIDTH, chartSvg } from "./chart-svg.ts";

export { chartWords } from "./chart-words.ts";

/** Pixels a unit, for sharp screens. */
const SCALE = 2;
/** The only fonts that charts are written in, whatever the machine has. */
const FONTS = [
  import.meta.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  import.meta.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
];

for (const font of FONTS) {
  if (!GlobalFonts.registerFromPath(fileURLToPath(font), CHART_FONT)) {
    throw new Error(`the charts' font can't be read: ${font}`);
  }
}

/**
 * The chart as a picture.
 *
 * @returns PNG
 */
export async function drawChart(chart: StatisticsChart, title: string): Promise<Buffer> {
  const [width, height] = [CHART_WIDTH * SCALE, CHART_HEIGHT * SCALE];
  const svg = lowerCentredTexts(chartSvg(chart, title)).replace(
    /^<svg width="\d+" height="\d+"/,
    `<svg width="${width}" height="${height}"`,
  );
  const canvas = createCanvas(width, height);
  canvas.getContext("2d").drawImage(await loadImage(Buffer.from(svg)), 0, 0);
  return canvas.encode("png");
}

/** How far below its middle a line of the font has its base, in font sizes. */
const MIDDLE_TO_BASE = 0.36;

/** The drawer takes every text's place for that of its base line, also of centred ones. */
function lowerCentredTexts(svg: string): string {
  return svg.replaceAll(/<text dominant-baseline="central"[^>]*>/g, (text) => {
    const below = MIDDLE_TO_BASE * Number(/font-size:(\d+)px/.exec(text)?.[1] ?? 0);
    const own = / y="([-\d.]+)"/;
    return own.test(text)
      ? text.replace(own, (_, y: string) => ` y="${Number(y) + below}"`)
      : text.replace(
          /translate\(([-\d.]+) ([-\d.]+)\)/,
          (_, x: string, y: string) => `translate(${x} ${Number(y) + below})`,
        );
  });
}
