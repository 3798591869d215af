/** Time in which pictures that arrive are told of together: each telling paints everything anew. */
const TOGETHER_MS = 200;

/** Small pictures for painting, each fetched once, a few at a time. */
export class Thumbnails {
  private readonly pictures = new Map<string, ImageBitmap | null>();
  private readonly waiting: string[] = [];
  private readonly listeners = new Set<() => void>();
  private busy = 0;
  private arrived = 0;
  private told = 0;
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: (assetId: string) => string,
    private readonly atOnce = 4,
  ) {}

  /** The picture, or null while it is on its way; asking sends for it. */
  get(assetId: string): ImageBitmap | null {
    const known = this.pictures.get(assetId);
    if (known !== undefined) return known;
    this.pictures.set(assetId, null);
    this.waiting.push(assetId);
    void this.next();
    return null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** How many had arrived when it was last told: it changes when there is more to paint. */
  readonly count = (): number => this.told;

  private async next(): Promise<void> {
    if (this.busy >= this.atOnce) return;
    const assetId = this.waiting.shift();
    if (assetId === undefined) return;
    this.busy += 1;
    try {
      const response = await fetch(this.address(assetId));
      if (response.ok) this.keep(assetId, await createImageBitmap(await response.blob()));
    } catch {
      this.pictures.delete(assetId);
    } finally {
      this.busy -= 1;
      void this.next();
    }
  }

  private keep(assetId: string, picture: ImageBitmap): void {
    this.pictures.set(assetId, picture);
    this.arrived += 1;
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.told = this.arrived;
      for (const listener of this.listeners) listener();
    }, TOGETHER_MS);
  }
}
