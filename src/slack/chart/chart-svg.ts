import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { formatDuration } from "../../domain/duration.ts";
import type { ChartPoint, StatisticsChart } from "../../flows/read-statistics-chart.ts";
import { firstWords } from "../text/to-slack.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

export const CHART_WIDTH = 1_000;
export const CHART_HEIGHT = 560;
/** The name under which the font is made known to whoever draws the SVG. */
export const CHART_FONT = "ChartFont";

/** Dark on an own light ground, so that it reads the same in a light and a dark Slack. */
const COLOUR = {
  ground: "#ffffff",
  ink: "#1d1c1d",
  quiet: "#5c5f66",
  rule: "#e4e6eb",
  volume: "#9db7f0",
  handleTime: "#c2410c",
  wait: "#0f766e",
};

/**
 * The chart as SVG: bars for the volume, lines for the average handle time and wait. The lines
 * differ in their symbols and strokes too, for those who can't tell their colours apart.
 *
 * @param title what it is a chart of
 */
export function chartSvg(chart: StatisticsChart, title: string): string {
  const { points, total } = chart;
  const picture = init(null, null, {
    renderer: "svg",
    ssr: true,
    width: CHART_WIDTH,
    height: CHART_HEIGHT,
  });
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);
  const isCrowded = points.length > 40;
  const line = (name: string, colour: string, symbol: string, dash: "solid" | "dashed") => ({
    name,
    type: "line" as const,
    yAxisIndex: 1,
    color: colour,
    symbol,
    symbolSize: isCrowded ? 5 : 9,
    lineStyle: { width: 3, type: dash },
    connectNulls: false,
  });
  picture.setOption({
    animation: false,
    backgroundColor: COLOUR.ground,
    textStyle: { fontFamily: CHART_FONT, fontSize: 15, color: COLOUR.ink },
    title: {
      text: firstWords(title, 70),
      subtext:
        total.vol === 0
          ? "No session was handled."
          : `SMS_VOL ${total.vol}    SMS_AHT ${formatDuration(total.ahtMs)}    Average wait ${formatDuration(total.averageWaitMs)}`,
      left: 28,
      top: 22,
      itemGap: 10,
      textStyle: { fontSize: 23, fontWeight: 600, color: COLOUR.ink },
      subtextStyle: { fontSize: 17, color: COLOUR.quiet },
    },
    legend: {
      left: 28,
      top: 96,
      itemGap: 28,
      itemWidth: 30,
      textStyle: { fontSize: 15, color: COLOUR.ink },
    },
    grid: { left: 80, right: 92, top: 172, bottom: 56 },
    xAxis: {
      type: "category",
      data: points.map(({ key }) => pointLabel(key, chart)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: COLOUR.quiet } },
      axisLabel: { fontSize: 14, color: COLOUR.quiet, hideOverlap: true, margin: 12 },
    },
    yAxis: [
      {
        type: "value",
        name: "Sessions",
        nameTextStyle: {
          align: "left",
          color: COLOUR.quiet,
          fontSize: 14,
          padding: [0, 0, 0, -50],
        },
        ...axis(Math.max(...points.map(({ vol }) => vol)), COUNT_STEPS),
        axisLabel: { fontSize: 14, color: COLOUR.quiet },
        splitLine: { lineStyle: { color: COLOUR.rule } },
      },
      {
        type: "value",
        name: "Minutes",
        nameTextStyle: {
          align: "right",
          color: COLOUR.quiet,
          fontSize: 14,
          padding: [0, -60, 0, 0],
        },
        ...axis(Math.max(...points.map(longestSeconds)), SECOND_STEPS),
        axisLabel: {
          fontSize: 14,
          color: COLOUR.quiet,
          formatter: (value: number) => formatDuration(value * 1_000),
        },
        splitLine: { show: false },
      },
    ],
    series: [
      {
        name: "Sessions handled (SMS_VOL)",
        type: "bar",
        color: COLOUR.volume,
        barMaxWidth: 56,
        itemStyle: { borderRadius: [4, 4, 0, 0] },
        data: points.map(({ vol }) => vol),
      },
      {
        ...line("Average handle time (SMS_AHT)", COLOUR.handleTime, "circle", "solid"),
        data: points.map(({ ahtMs }) => seconds(ahtMs)),
      },
      {
        ...line("Average wait", COLOUR.wait, "diamond", "dashed"),
        data: points.map(({ averageWaitMs }) => seconds(averageWaitMs)),
      },
    ],
  });
  const svg = picture.renderToSVGString();
  picture.dispose();
  return svg;
}

const COUNT_STEPS = [1, 2, 5];
const SECOND_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 18_000];
/** So many on both sides: the lines across the chart are those of both. */
const STEPS = 5;

/** An axis in steps of round numbers. */
function axis(most: number, round: readonly number[]): { min: 0; max: number; interval: number } {
  let interval = round.find((step) => step * STEPS >= most);
  for (let power = 10; interval === undefined; power *= 10) {
    interval = round.map((step) => step * power).find((step) => step * STEPS >= most);
  }
  return { min: 0, max: interval * STEPS, interval };
}

function longestSeconds({ ahtMs, averageWaitMs }: ChartPoint): number {
  return Math.max(ahtMs ?? 0, averageWaitMs ?? 0) / 1_000;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `10:00`, or `23 Nov`; of two days by hours, midnight says which day begins. */
function pointLabel(key: ChartPoint["key"], { unit, points }: StatisticsChart): string {
  const [day = "", hour = ""] = key.split(" ");
  const [, month, date] = day.split("-").map(Number);
  const label = `${date ?? ""} ${MONTHS[(month ?? 1) - 1] ?? ""}`;
  if (unit !== "hour") return label;
  const isSecondDay = points[0] !== undefined && !points[0].key.startsWith(day);
  return isSecondDay && hour === "00:00" ? label : hour;
}
