import type { RawImage } from '@sightline/contracts';
import { NO_CUSTOM } from '../custom/custom-transform.ts';
import { definitionOf } from './definition-of.ts';
import type { Border, Displacement, Projection, Rectangle } from '../geometry/geometry.ts';
import { halve, halvingsFor, toHalved } from '../geometry/halve.ts';
import { IDENTITY, isAffine, isIdentity, multiply } from '../geometry/matrix.ts';
import { chainTables, type LookupTable } from '../lookup.ts';
import type { ColourStep, FusedStep, Noise } from '../fused/fused-step.ts';
import type { Mixture } from '../transforms/definition.ts';
import type { Operation } from './operation.ts';

/** A step over the pixels of one image: a fused one, or something that needs the whole image. */
export type Step =
  /** With where its pixels come from, in the image before any halving; left out where they stay. */
  | { kind: 'fused'; fused: FusedStep; geometry?: Projection }
  | { kind: 'displace'; displacement: Displacement }
  | { kind: 'lookup'; table: LookupTable }
  | { kind: 'mixture'; mixture: Mixture }
  | { kind: 'pixels'; change: (image: RawImage) => RawImage };

/**
 * Fuses operations into as few steps as can be: projections that follow each other become one matrix and one read of
 * the source, colour maps that follow them one map, tables that follow each other one table, noise comes last. So a
 * place that one transform moves out of sight and another back is not lost, and colours are clipped once.
 */
export function plan(operations: readonly Operation[], image: RawImage, custom = NO_CUSTOM): Step[] {
  const steps: Step[] = [];
  let open = new OpenStep(image);
  function close(): void {
    if (!open.isIdentity) steps.push(...open.steps());
    open = new OpenStep(open.fused);
  }
  for (const operation of operations) {
    const { definition, parameters } = definitionOf(operation, custom);
    if ('geometry' in definition) {
      const { width, height } = open.fused;
      const geometry = definition.geometry(parameters, { width, height, channels: image.channels });
      if (geometry.kind === 'displacement') {
        close();
        steps.push({ kind: 'displace', displacement: geometry });
      } else if (!open.project(geometry)) {
        close();
        open.project(geometry);
      }
    } else if ('colour' in definition) {
      if (open.hasNoise) close();
      open.colour((mean) => definition.colour(parameters, image.channels, mean));
    } else if ('noise' in definition) {
      open.noise(definition.noise(parameters));
    } else if ('lookup' in definition) {
      close();
      const last = steps.at(-1);
      const table = definition.lookup(parameters);
      if (last?.kind === 'lookup') last.table = chainTables(last.table, table);
      else steps.push({ kind: 'lookup', table });
    } else if ('mixture' in definition) {
      close();
      steps.push({ kind: 'mixture', mixture: definition.mixture(parameters) });
    } else if ('pixels' in definition) {
      close();
      steps.push({ kind: 'pixels', change: (each) => definition.pixels(parameters, each) });
    }
  }
  if (!open.isIdentity) steps.push(...open.steps());
  return steps;
}

/** A fused step that is still taking in operations. */
class OpenStep {
  fused: FusedStep;
  isIdentity = true;
  #border: Border | undefined;
  /** Whether what lies outside the region is not shown any more, though the region no longer is the output. */
  #isCut = false;
  #isMoved = false;

  readonly #colours: ColourStep[] = [];
  readonly #noises: Noise[] = [];

  constructor({ width, height }: { width: number; height: number }) {
    this.fused = {
      toInput: IDENTITY,
      width,
      height,
      border: 'edge',
      region: { x: 0, y: 0, width, height },
      colours: this.#colours,
      noises: this.#noises,
    };
  }

  /** The step, after a halving where it shrinks so much that a bilinear read would skip pixels. */
  steps(): Step[] {
    const { fused } = this;
    if (!this.#isMoved) return [{ kind: 'fused', fused }];
    const { toInput, width, height, border, region } = fused;
    const geometry: Projection = { kind: 'projection', toInput, width, height, border, region };
    const times = halvingsFor(geometry);
    if (times.x === 0 && times.y === 0) return [{ kind: 'fused', fused, geometry }];
    const halved = {
      x: 0,
      y: 0,
      width: Math.ceil(region.width / 2 ** times.x),
      height: Math.ceil(region.height / 2 ** times.y),
    };
    return [
      { kind: 'pixels', change: (image) => halve(image, region, times) },
      { kind: 'fused', fused: { ...fused, toInput: toHalved(toInput, region, times), region: halved }, geometry },
    ];
  }

  get hasNoise(): boolean {
    return this.#noises.length > 0;
  }

  /** Takes in a projection, unless what it does cannot be part of this fused step. */
  project({ toInput, width, height, border, crops }: Projection): boolean {
    const { fused } = this;
    const isSame = width === fused.width && height === fused.height && !crops;
    if (isSame && isIdentity(toInput)) return true;
    if (this.#colours.length > 0 || this.hasNoise || this.#isCut) return false;
    if (border && this.#border && border !== this.#border) return false;
    fused.toInput = this.#isMoved ? multiply(fused.toInput, toInput) : toInput;
    fused.width = width;
    fused.height = height;
    if (crops) {
      const shown = shownBy(fused, this.#border);
      if (shown) fused.region = shown;
      else this.#isCut = true;
    }
    this.#border ??= border;
    fused.border = this.#border ?? 'edge';
    this.isIdentity = false;
    this.#isMoved = true;
    return true;
  }

  colour(step: ColourStep): void {
    this.#colours.push(step);
    this.isIdentity = false;
  }

  noise(noise: Noise): void {
    this.#noises.push(noise);
    this.isIdentity = false;
  }
}

/**
 * The upright part of its region that a fused step shows, if it is made of whole pixels; `undefined` if it is turned
 * or bent.
 */
function shownBy({ toInput, width, height, region }: FusedStep, border: Border | undefined): Rectangle | undefined {
  if (!isAffine(toInput) || toInput[1] !== 0 || toInput[3] !== 0) return undefined;
  const [startX, endX] = [toInput[2] - toInput[0] / 2, toInput[2] + toInput[0] * (width - 0.5)];
  const [startY, endY] = [toInput[5] - toInput[4] / 2, toInput[5] + toInput[4] * (height - 0.5)];
  const [x, toX] = [wholeEdge(Math.min(startX, endX)), wholeEdge(Math.max(startX, endX))];
  const [y, toY] = [wholeEdge(Math.min(startY, endY)), wholeEdge(Math.max(startY, endY))];
  if (x === undefined || toX === undefined || y === undefined || toY === undefined) return undefined;
  const shown = { x: Math.max(x, region.x), y: Math.max(y, region.y), width: 0, height: 0 };
  shown.width = Math.min(toX, region.x + region.width) - shown.x;
  shown.height = Math.min(toY, region.y + region.height) - shown.y;
  // A mirror image about the smaller part's edges would differ from the one that is shown.
  if (border === 'reflect' && (shown.width < toX - x || shown.height < toY - y)) return undefined;
  return shown.width > 0 && shown.height > 0 ? shown : undefined;
}

/** The number of the pixel that begins at a place, up to rounding. */
function wholeEdge(place: number): number | undefined {
  const whole = Math.round(place + 0.5);
  return Math.abs(place + 0.5 - whole) > 1e-6 ? undefined : whole;
}
