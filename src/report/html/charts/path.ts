export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Path data of a line with gaps. A point between two gaps is a dot, or nobody would see it. */
export function pathOf(points: readonly (Point | undefined)[], shape: 'line' | 'step'): string {
  let path = '';
  let before: Point | undefined;
  for (const point of points) {
    if (point !== undefined) path += before === undefined ? startOf(point) : stepTo(point, before, shape);
    before = point;
  }
  return path;
}

/** The line of no length that every start has makes it a dot where nothing follows. */
function startOf({ x, y }: Point): string {
  return `M${short(x)} ${short(y)}h0`;
}

function stepTo(to: Point, from: Point, shape: 'line' | 'step'): string {
  if (shape === 'line') return `L${short(to.x)} ${short(to.y)}`;
  return to.y === from.y ? `H${short(to.x)}` : `H${short(to.x)}V${short(to.y)}`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
